"""Go, Java and Ruby: read by their grammars, reported, never rewritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from electron_kit.audit import Options, Source, audit, audit_sources, frontend
from electron_kit.cli import main

GO = (
    'package main\n\nimport (\n\t"os"\n\n\topenai "github.com/sashabaranov/go-openai"\n)\n\n'
    'var client = openai.NewClient(os.Getenv("KEY"))\n\nfunc ask() {\n'
    "\tclient.CreateChatCompletion(ctx, openai.ChatCompletionRequest{\n"
    '\t\tModel: os.Getenv("OPENAI_MODEL"),\n\t\tN: 3,\n\t})\n}\n'
)
PYTHON = (
    "import os\nfrom openai import OpenAI\n\nclient = OpenAI()\n"
    'client.chat.completions.create(model=os.environ["OPENAI_MODEL"], messages=[])\n'
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, which is where the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["audit", *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_program_in_go_is_reported_and_stays_as_it_is(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Findings say what to write in that language; --fix says that it changes nothing there."""
    (here / "main.go").write_text(GO)
    code, text = _run(capsys)
    assert code == 1
    assert "config := openai.DefaultConfig" in text
    code, text = _run(capsys, "--fix")
    assert "Go is reported and not rewritten" in text
    assert (here / "main.go").read_text() == GO


def test_what_is_not_looked_for_is_said_where_the_result_is(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It leaves the exit code alone: nobody chose it, and every call was read."""
    (here / "Bot.java").write_text("// OpenAI\nclass Bot {}\n")
    code, text = _run(capsys)
    assert code == 0
    assert "not for how a history grows" in text
    main(["audit", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["complete"] is True


@pytest.mark.parametrize(
    ("name", "kind"), [("main.go", "Go"), ("Bot.java", "Java"), ("bot.rb", "Ruby"), ("bot", "Ruby")]
)
def test_without_its_grammar_a_file_is_counted_and_the_way_to_read_it_said(
    name: str,
    kind: str,
    here: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The extra is named, and nothing found is no all-clear."""
    monkeypatch.setattr(frontend, "has_grammar", lambda language: False)
    monkeypatch.setattr("electron_kit.audit.reports.left_out.has_grammar", lambda language: False)
    frontend.front_ends.cache_clear()
    try:
        (here / name).write_text("#!/usr/bin/env ruby\n# OpenAI\n")
        code, text = _run(capsys)
    finally:
        frontend.front_ends.cache_clear()
    assert code == 3
    assert f"1 {kind} file mentions OpenAI and was not read" in text
    assert "`languages`" in text


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_client_that_nothing_moves_is_counted_beside_those_that_move(
    form: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No "1 of 1" where a client in Go waits for a person, and "none by --fix" for it alone."""
    (here / "main.go").write_text(GO)
    text = _run(capsys, "--format", form)[1]
    assert "1 client is to be moved by hand, and none by --fix" in text
    (here / "app.py").write_text(
        "import os\nfrom openai import OpenAI\n\n"
        'asks = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\n'
        'asks.chat.completions.create(model="gpt-4o", messages=[])\n'
    )
    text = _run(capsys, "--format", form)[1]
    assert "1 of 1 client can be moved by --fix today" in text
    assert "; 1 more is to be moved by hand" in text


def test_a_file_that_is_broken_is_named_and_read_as_far_as_it_goes(here: Path) -> None:
    """What can be read of it is reported; the rest is no all-clear."""
    (here / "main.go").write_text(GO + "func {{{\n")
    result = audit([here], Options(jobs=1))
    assert [Path(problem.path).name for problem in result.unread] == ["main.go"]
    assert {"R01", "B01"} <= {finding.code for finding in result.findings}


def test_a_list_of_what_is_installed_is_no_code(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build file that names an SDK holds no call."""
    (here / "build.gradle").write_text("implementation 'com.openai:openai-java:4.52.0'\n")
    (here / "Gemfile").write_text('gem "ruby-openai"\n')
    assert _run(capsys)[0] == 0


def test_a_setting_that_go_reads_too_holds_the_route_of_a_program_in_python(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stores the model is changed for all who read it, or for none."""
    (here / ".env").write_text("OPENAI_MODEL=gpt-4o\n")
    (here / "app.py").write_text(PYTHON)
    (here / "main.go").write_text(GO)
    text = _run(capsys, "--fix")[1]
    assert (here / ".env").read_text() == "OPENAI_MODEL=gpt-4o\n"
    assert "code that is not rewritten (main.go:" in text
    (here / "main.go").unlink()
    _run(capsys, "--fix")
    assert (here / ".env").read_text() == "OPENAI_MODEL=electron\n"


NAMES = {
    "openai-go": ('"github.com/openai/openai-go/v3"', "option.WithBaseURL"),
    "go-openai": ('"github.com/sashabaranov/go-openai"', "openai.DefaultConfig"),
}


@pytest.mark.parametrize("name", NAMES)
def test_official_and_community_sdks_of_one_name_are_told_apart(name: str, here: Path) -> None:
    """Both are imported as `openai`; each is told its own way."""
    path, words = NAMES[name]
    (here / "main.go").write_text(
        f"package main\n\nimport openai {path}\n\nvar client = openai.NewClient()\n"
    )
    [finding] = audit([here], Options(select=("R01",), jobs=1)).findings
    assert words in finding.instead


TANGLED = {
    "main.go": b"""package main

import "github.com/sashabaranov/go-openai"

type Ask struct {
	Model string
	Inner *Ask
}

func run(ask *Ask) {
	ask.Inner = ask.Inner.Inner
	ask = ask.Inner
	other := ask.Inner.Inner
	ask.Inner = other.Inner
	client := openai.NewClient("key")
	request := openai.ChatCompletionRequest{Model: ask.Inner.Model, Messages: other.Inner}
	client.CreateChatCompletion(ctx, request)
}
""",
    "App.java": b"""import com.openai.client.okhttp.OpenAIOkHttpClient;

class App {
    App inner;
    void run(App ask) {
        ask.inner = ask.inner.inner;
        ask = ask.inner;
        App other = ask.inner.inner;
        ask.inner = other.inner;
        var client = OpenAIOkHttpClient.fromEnv();
        client.chat().completions().create(other.inner.inner);
    }
}
""",
    "app.rb": b"""require "openai"
def run(ask)
  ask.inner = ask.inner.inner
  ask = ask.inner
  other = ask.inner.inner
  ask.inner = other.inner
  client = OpenAI::Client.new
  client.chat.completions.create(model: ask.inner.model, messages: other.inner.inner)
end
""",
}


@pytest.mark.parametrize("name", TANGLED)
def test_a_member_of_itself_stops_nothing(name: str) -> None:
    """What is followed in a circle is left, and the client beside it is found."""
    result = audit_sources([Source(name, TANGLED[name])], Options(jobs=1))
    assert not [p for p in result.problems if "failed" in p.reason]
    assert "R01" in {finding.code for finding in result.findings}
