"""``electron-kit audit`` as it is typed: reports, exit codes, selection, suppression."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from electron_kit.audit.finding import Severity
from electron_kit.audit.rules import rules
from electron_kit.cli import main

CODE = "from openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[], n=2)'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with one file that has three findings, which is where the command runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE + CALL + "\n")
    return tmp_path


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    main(["audit", "--format", "json", *arguments])
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def _found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    findings = _json(capsys, *arguments)["findings"]
    return [(f["path"], f["code"]) for f in findings]  # type: ignore[union-attr, attr-defined]


def test_the_exit_code_says_whether_something_was_found(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 for findings, 0 for none and with ``--exit-zero``, 2 for a wrong use."""
    assert main(["audit"]) == 1
    assert main(["audit", "--exit-zero"]) == 0
    (tree / "app.py").write_text("x = 1\n")
    assert main(["audit"]) == 0
    assert main(["audit", "nowhere"]) == 2
    assert "There is no 'nowhere'" in capsys.readouterr().err
    assert main(["audit", "--select", "Q99"]) == 2
    assert "There is no rule 'Q99'" in capsys.readouterr().err


def test_json_stands_alone_on_standard_output(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every finding has the fields that are promised; problems go to standard error too."""
    (tree / "two.py").write_text("import openai\nprint 'x'\n")
    main(["audit", "--format", "json"])
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    promised = "path line end_line column cell code name severity confidence message fix".split()
    assert all(set(promised) <= finding.keys() for finding in report["findings"])
    assert {f["code"] for f in report["findings"]} == {"R01", "B01", "R02", "I02"}
    assert "two.py: left out: not Python 3" in captured.err


def test_the_text_report_shows_the_line_and_the_reason(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Message, source line, advice and the contract's words; no colours in a pipe."""
    del tree
    main(["audit", "--select", "B01"])
    text = capsys.readouterr().out
    assert "B01 rejected-param · breaks · 1 in 1 file" in text
    assert "  Electron answers 400 when `n` is above 1.\n" in text
    assert f"app.py:3:61: breaks B01  │ {CALL}" in text
    assert "Why: Electron gives one answer a request" in text
    assert "\033" not in text


def test_codes_are_selected_and_left_out_by_prefix(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--select R`` takes a family, ``--ignore`` takes one out of it."""
    del tree
    assert {code for _, code in _found(capsys, "--select", "R")} == {"R01", "R02"}
    assert {code for _, code in _found(capsys, "--select", "R", "--ignore", "R02")} == {"R01"}


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# electron-kit: ignore[B01]", {"R02", "I02"}),
        ("# electron-kit: ignore[B01, R02]", {"I02"}),
        ("# electron-kit: ignore", set()),
        ("# electron-kit: ignore[R]", {"B01", "I02"}),
        ("# B01 is fine", {"B01", "R02", "I02"}),
    ],
)
def test_a_comment_silences_its_line(
    tree: Path, capsys: pytest.CaptureFixture[str], comment: str, left: set[str]
) -> None:
    """The codes named, or all; other lines are reported on."""
    (tree / "app.py").write_text(f"{CODE}{CALL}  {comment}\n")
    assert {code for _, code in _found(capsys)} == left | {"R01"}


def test_a_comment_silences_a_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``ignore-file`` anywhere in it holds for the whole file."""
    (tree / "app.py").write_text(f"# electron-kit: ignore-file[R01]\n{CODE}{CALL}\n")
    assert {code for _, code in _found(capsys)} == {"B01", "R02", "I02"}


def test_what_others_wrote_or_a_machine_made_is_left_out(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ignored files, dependencies and virtual environments are not walked; files named are read."""
    (tree / "app.py").unlink()
    for folder in ("node_modules", "build", "ignored", "keep", "env"):
        (tree / folder).mkdir()
        (tree / folder / "app.py").write_text(CODE)
    (tree / "env" / "pyvenv.cfg").touch()
    (tree / ".gitignore").write_text("ignored/\n*.gen.py\n!keep/yes.gen.py\n")
    (tree / "keep" / "no.gen.py").write_text(CODE)
    (tree / "keep" / "yes.gen.py").write_text(CODE)
    assert {path for path, _ in _found(capsys)} == {"keep/app.py", "keep/yes.gen.py"}
    assert {path for path, _ in _found(capsys, "ignored/app.py")} == {"ignored/app.py"}


def test_a_template_of_env_is_read_though_env_is_ignored(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``.env*`` in ``.gitignore`` hides keys; ``.env.example`` is committed all the same."""
    (tree / "app.py").unlink()
    (tree / ".gitignore").write_text(".env*\n")
    for name in (".env", ".env.example", ".env.local"):
        (tree / name).write_text("OPENAI_API_KEY=\n")
    assert {path for path, _ in _found(capsys)} == {".env.example"}


def test_diff_shows_and_fix_applies(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The preview leaves the file alone; the fix changes it and lists what is left to review."""
    (tree / "app.py").write_text(CODE + CALL.replace("n=2", "stop=[], store=True") + "\n")
    before = (tree / "app.py").read_text()
    assert main(["audit", "--diff"]) == 1
    captured = capsys.readouterr()
    assert "+client = OpenAI(base_url=" in captured.out
    assert (tree / "app.py").read_text() == before
    assert main(["audit", "--fix"]) == 0
    assert "S05 What was expected of `store`" in capsys.readouterr().err
    assert 'model="electron"' in (tree / "app.py").read_text()
    assert main(["audit", "--diff"]) == 0


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    """Groups that are large enough for two processes give the same findings in the same order."""
    from electron_kit.audit import Options, audit

    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        filler = "# " + "x" * 600_000 + "\n"
        (tmp_path / name / f"app_{name}.py").write_text(CODE + CALL + "\n" + filler)
    one, two = (audit([tmp_path], Options(jobs=jobs)).findings for jobs in (1, 2))
    assert len(one) == 12
    assert one == two


def test_help_explains_paths_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """What PATH is, commands to copy, and what a script may rely on."""
    with pytest.raises(SystemExit):
        main(["audit", "--help"])
    text = capsys.readouterr().out
    assert "PATH" in text
    assert "a file, or a folder to read with all below it" in " ".join(text.split())
    assert text.count("\n  electron-kit audit") >= 2
    for line in (
        "0  nothing was found, and everything was read",
        "1  something was found",
        "2  ",
        "3  ",
    ):
        assert line in text


def test_the_rules_are_listed_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON is JSON; a report's form that has no list of rules is refused."""
    from electron_kit.audit.rules import rules

    assert main(["audit", "--list-rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["code"] for entry in listed] == [rule.code for rule in rules()]
    assert all(entry["why"] and entry["instead"] for entry in listed)
    assert main(["audit", "--list-rules"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(listed)
    assert main(["audit", "--list-rules", "--format", "sarif"]) == 2


def test_a_closed_pipe_is_quiet(tree: Path) -> None:
    """``| head -1``: no traceback, whichever way the reader goes."""
    for arguments in (["--list-rules"], ["."], ["--format", "json", "."]):
        command = [sys.executable, "-m", "electron_kit.cli", "audit", *arguments]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tree
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.stderr.close()
        process.wait()
        assert said == b""


def test_a_codes_letter_says_what_becomes_of_the_code() -> None:
    """As the command's help, the check page and the lesson have it."""
    others = {
        rule.code
        for rule in rules()
        if rule.severity
        is not {
            "B": Severity.BREAKS,
            "P": Severity.BREAKS,
            "S": Severity.SILENTLY_IGNORED,
            "C": Severity.BEHAVIOUR_CHANGE,
            "R": Severity.REWRITE,
            "I": Severity.INFO,
        }[rule.code[0]]
    }
    assert others == {"B06", "B09"}
    assert {r.severity for r in rules() if r.code in others} == {Severity.BEHAVIOUR_CHANGE}


@pytest.mark.parametrize("change", ["--fix", "--diff"])
@pytest.mark.parametrize(
    ("more", "named"),
    [
        (["--format", "json"], "--format"),
        (["--output", "report.html", "--format", "html"], "--output"),
        (["--write-baseline"], "--write-baseline"),
    ],
)
def test_options_of_two_tasks_are_refused(
    change: str, more: list[str], named: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would have no effect beside ``--fix`` or ``--diff`` is named, and nothing is done."""
    before = (tree / "app.py").read_text()
    assert main(["audit", change, *more]) == 2
    error = capsys.readouterr().err
    assert change in error
    assert named in error
    assert [path.name for path in tree.iterdir()] == ["app.py"]
    assert (tree / "app.py").read_text() == before


@pytest.mark.parametrize("jobs", ["-1", "two", "1.5"])
def test_a_number_of_processes_that_is_none_is_named(
    jobs: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is read."""
    with pytest.raises(SystemExit) as ended:
        main(["audit", f"--jobs={jobs}"])
    assert ended.value.code == 2
    assert f"'{jobs}' is no number of processes" in capsys.readouterr().err


@pytest.mark.parametrize(
    "pattern",
    ["web", "web/", "./web", "web/*", "apps/web", "./apps/web/", "apps/*/src", "src/*.py"],
)
def test_a_folder_is_excluded_wherever_the_audit_begins(
    pattern: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name, by its path and by a pattern, from above it and from within."""
    (tree / "apps" / "web" / "src").mkdir(parents=True)
    (tree / "app.py").rename(tree / "apps" / "web" / "src" / "ask.py")
    (tree / "apps" / "webhook.py").write_text(CODE)
    assert {path for path, _ in _found(capsys, "--exclude", pattern)} == {"apps/webhook.py"}
    assert {path for path, _ in _found(capsys, "apps", "--exclude", pattern)} == {"apps/webhook.py"}
