"""An all-clear is true: what was not read is said with the result, and changes the exit code."""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path

import pytest

from electron_kit.audit import Options, Source, audit, audit_sources
from electron_kit.audit.finding import Fix
from electron_kit.cli import main

HEAD = b"from openai import OpenAI\nclient = OpenAI()\n"
CALL = b'client.chat.completions.create(model="gpt-4o", messages=[], n=3)\n'
NEIGHBOUR = b"from shared import client\n" + CALL


# Files that tripped the analysis once, or are of the kind that may.
TRIPPING = {
    "a client wrapped in itself": b"client = wrap_openai(client)\n",
    "wrapped by its own wrapping": b"client = patch(client)\nclient = instrument(client)\n",
    "wrappers of one another": b"a = wrap(b)\nb = wrap(a)\na.chat.completions.create(n=2)\n",
    "a number formatted": b'n = 5\nprint(f"{n}")\nurl = f"{n}"\n',
    "nothing formatted": b'n = None\nprint(f"{n}", f"{True}", f"{1.5}")\n',
    "bytes formatted": b'n = b"x"\nprint(f"{n}", "a" + b"b")\n',
    "a name of itself": b"client = client\nclient = client or client\n",
    "a class of itself": b"class A(A):\n    pass\nA().client.chat.completions.create(n=2)\n",
    "a default of itself": b"def f(model=f):\n    return f(model)\n",
    "lone carriage returns": b"x = 1\ry = 2\rclient.models.list()\r",
    "all line ends": b"x = 1\r\ny = '''a\rb'''\rz = 3\n\x0c\nw = 4\r",
    "a list that holds itself": b"x = [client]\nx = [x, *x]\nx[0][0].chat\n",
    "subscripts of nothing": b"{}[0][1]['a'].chat.completions.create(n=2)\n",
    "a formatted text of nothing": b'x = f""\nprint(f"", f"" + f"")\n',
    "a field that has to be given": b"from pydantic import BaseModel, Field\n"
    b"class Ask(BaseModel):\n    model: str = Field(..., min_length=1)\n"
    b"def ask(given: Ask):\n    client.chat.completions.create(model=given.model, messages=[])\n",
    "a huge power": b"n = 9 ** 9 ** 9\nclient.chat.completions.create(max_tokens=9 ** 99999)\n",
}


@pytest.mark.parametrize("name", TRIPPING)
def test_what_may_trip_the_audit_costs_no_neighbour_its_link(name: str) -> None:
    """The file itself is read, and what a neighbour does with its client is found."""
    sources = [
        Source("app/shared.py", HEAD + TRIPPING[name]),
        Source("app/near.py", NEIGHBOUR),
    ]
    result = audit_sources(sources, Options(jobs=1))
    assert result.problems == ()
    found = {(f.path, f.code) for f in result.findings}
    assert {("app/shared.py", "R01"), ("app/near.py", "B01"), ("app/near.py", "R02")} <= found


def test_a_failure_in_one_place_is_said_and_lost_there_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever stage fails on a line, the rest of the file and its neighbours are audited."""
    from electron_kit.audit.python import requests
    from electron_kit.audit.rules.b01_rejected_param import RejectedParam

    good = requests.Requests._request

    def fails(self, call, module):  # type: ignore[no-untyped-def]
        if call.lineno == 4:
            raise KeyError("whatever")
        return good(self, call, module)

    sources = [
        Source("app/shared.py", HEAD + CALL + CALL + CALL),
        Source("app/near.py", NEIGHBOUR),
    ]
    monkeypatch.setattr(requests.Requests, "_request", fails)
    result = audit_sources(sources, Options(jobs=1))
    assert [(f.path, f.line) for f in result.findings if f.code == "B01"] == [
        ("app/near.py", 2), ("app/shared.py", 3), ("app/shared.py", 5),
    ]  # fmt: skip
    [problem] = result.unread
    assert problem.path == "app/shared.py"
    assert "line 4" in problem.reason
    assert "KeyError" in problem.reason
    monkeypatch.undo()

    def rule_fails(self, fact, facts):  # type: ignore[no-untyped-def]
        raise ValueError(fact.place.line)

    monkeypatch.setattr(RejectedParam, "check", rule_fails)
    result = audit_sources(sources, Options(jobs=1))
    assert {f.code for f in result.findings} == {"I02", "R01", "R02"}
    assert {problem.path for problem in result.unread} == {"app/shared.py", "app/near.py"}


def test_a_failure_that_ends_a_group_costs_only_what_leads_between_its_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each file is audited by itself then, and that this is not all is said."""
    from electron_kit.audit.javascript import frontend

    good = frontend.Clients

    def fails(resolver):  # type: ignore[no-untyped-def]
        if len(resolver.project.modules) > 1:
            raise RecursionError("whatever")
        return good(resolver)

    text = b'import OpenAI from "openai";\nexport const a = new OpenAI();\n'
    sources = [Source("a.ts", text), Source("b.ts", b'import { a } from "./a";\n' + text)]
    monkeypatch.setattr(frontend, "Clients", fails)
    result = audit_sources(sources, Options(jobs=1))
    assert [(f.path, f.code) for f in result.findings] == [("a.ts", "R01"), ("b.ts", "R01")]
    assert {problem.path for problem in result.unread} == {"a.ts", "b.ts"}
    assert not any(isinstance(finding.fix, Fix) for finding in result.findings)


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_failure_of_what_moves_costs_no_finding(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Nothing moves by machine then, which is said, and every finding is there."""
    from electron_kit.audit.javascript import frontend as javascript
    from electron_kit.audit.python import frontend as python

    def fails(*given):  # type: ignore[no-untyped-def]
        raise RecursionError("whatever")

    name, text = {
        "python": ("a.py", HEAD + CALL),
        "javascript": ("a.ts", b'import OpenAI from "openai";\nexport const a = new OpenAI();\n'),
    }[language]
    whole = audit_sources([Source(name, text)], Options(jobs=1))
    monkeypatch.setattr(
        {"python": python, "javascript": javascript}[language], "route_parts", fails
    )
    result = audit_sources([Source(name, text)], Options(jobs=1))
    assert [f.key for f in result.findings] == [f.key for f in whole.findings]
    [problem] = result.unread
    assert problem.reason.startswith("routes left out: the audit failed on it")
    assert whole.routes
    assert result.routes == ()
    assert not any(isinstance(finding.fix, Fix) for finding in result.findings)


LANGUAGES = {
    "Bot.cs": ("C#", "using OpenAI.Chat;\n"),
    "bot.php": ("PHP", "<?php $client = OpenAI::client($key);\n"),
    "Bot.kt": ("Kotlin", "import com.aallam.openai.client.OpenAI\n"),
    "bot.rs": ("Rust", "use async_openai::Client;\n"),
    "Bot.swift": ("Swift", 'let model = "gpt-6-luna"\n'),
    "infra.hcl": ("HCL", 'variable "openai_key" {}\n'),
    "bot.ex": ("Elixir", '"https://api.openai.com/v1/chat/completions"\n'),
    "bot.R": ("R", 'POST("https://api.openai.com/v1/chat/completions")\n'),
    "Bot.scala": ("Scala", "val service = OpenAIServiceFactory()\n"),
    "bot.lua": ("Lua", 'local url = "https://api.openai.com"\n'),
    "bot.dart": ("Dart", "import 'package:dart_openai/dart_openai.dart';\n"),
    "bot.psm1": ("PowerShell", "$env:OPENAI_API_KEY\n"),
    "app.min.js": ("minified JavaScript", 'new OpenAI({apiKey:"x"})\n'),
    "proxy.conf": ("other configuration", "proxy_pass https://api.openai.com;\n"),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_that_is_not_read_is_counted(name: str, tmp_path: Path) -> None:
    """A file that mentions OpenAI is counted by its language; one that does not is not."""
    kind, text = LANGUAGES[name]
    (tmp_path / name).write_text(text)
    (tmp_path / f"other_{name}").write_text("nothing of the kind\n")
    result = audit([tmp_path], Options(jobs=1))
    assert [(problem.kind, problem.unread) for problem in result.problems] == [(kind, True)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, which is where the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["audit", *arguments])
    return code, capsys.readouterr().out


def test_nothing_found_and_something_unread_is_3(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 only where all was read; an option accepts it; findings go before."""
    (here / "app.py").write_text("x = 1\n")
    assert _run(capsys) == (0, "0 findings in 1 file.\n")
    for name in ("a.rs", "b.rs", "Bot.kt"):
        (here / name).write_text(LANGUAGES["bot.rs"][1])
    code, text = _run(capsys)
    assert code == 3
    assert "0 findings in 1 file.\n" in text
    said = "3 Rust and Kotlin files mention OpenAI and were not read (Rust 2, Kotlin 1)"
    assert said in text
    assert "--accept-unread" in text
    code, text = _run(capsys, "--accept-unread")
    assert (code, said in text) == (0, True)
    assert _run(capsys, "--exit-zero")[0] == 0
    (here / "app.py").write_bytes(HEAD)
    assert _run(capsys)[0] == 1
    assert _run(capsys, "--accept-unread")[0] == 1


def test_every_report_says_what_was_not_read(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON is not complete, SARIF not successful, HTML not green, annotations hold an error."""
    (here / "Bot.cs").write_text("using OpenAI.Chat;\n")
    (here / "broken.py").write_text("import openai\ndef (:\n")
    code, text = _run(capsys, "--format", "json")
    report = json.loads(text)
    assert (code, report["complete"], report["not_read"]) == (3, False, {"C#": 1})
    assert {p["path"] for p in report["problems"] if p["unread"]} == {"Bot.cs", "broken.py"}
    _, text = _run(capsys, "--format", "sarif")
    [invocation] = json.loads(text)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["error", "error"]
    _, page = _run(capsys, "--format", "html")
    assert "var(--ok)" not in page
    assert "1 C# file mentions OpenAI and was not read" in page
    _, text = _run(capsys, "--format", "github")
    assert text.startswith("::error title=not everything was read::")
    for name in ("Bot.cs", "broken.py"):
        (here / name).unlink()
    (here / "app.py").write_text("x = 1\n")
    _, text = _run(capsys, "--format", "sarif")
    assert json.loads(text)["runs"][0]["invocations"][0]["executionSuccessful"] is True
    assert json.loads(_run(capsys, "--format", "json")[1])["complete"] is True
    assert "var(--ok)" in _run(capsys, "--format", "html")[1]


def test_an_html_page_of_mechanical_changes_is_not_green_either(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where everything found can be made by machine and something was not read."""
    (here / "Bot.cs").write_text("using OpenAI.Chat;\n")
    (here / "app.ts").write_text('import OpenAI from "openai";\nnew OpenAI();\n')
    page = _run(capsys, "--format", "html")[1]
    assert 'class="verdict" style="--tone:var(--ok)"' not in page
    assert "not read" in page


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="root, or Windows, reads everything"
)
def test_what_may_not_be_read_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file and a folder without permission."""
    (here / "secret.py").write_bytes(HEAD)
    (here / "secret.py").chmod(0)
    (here / "vault").mkdir(mode=0)
    code, text = _run(capsys)
    (here / "vault").chmod(0o700)
    assert code == 3
    assert "secret.py: cannot be read: Permission denied" in text
    assert "vault: cannot be listed: Permission denied" in text


UNREAD = {
    "huge.py": (HEAD + b"#" * 4_100_000, "4 MB"),
    "huge.json": (b'{"openai": "' + b"x" * 400_000 + b'"}', "data, not settings"),
    "wide.py": (HEAD.decode().encode("utf-16"), "not in UTF-8"),
    "latin.py": (HEAD + b"# caf\xe9\n", "utf-8"),
    "latin.ts": (b'import OpenAI from "openai"; // caf\xe9\n', "not in UTF-8"),
    "two.py": (b"import openai\nprint 'x'\n", "not Python"),
    "bundle.js": (b"/*openai*/" + b"a();" * 9000, "made by a machine"),
    "built.js": (
        b"/* THIS IS A GENERATED/BUNDLED FILE BY ESBUILD */\n/*openai*/" + b"a();\n" * 5000,
        "made by a machine",
    ),
    "book.ipynb": (b'{"cells": [{"source": "import openai"', "not a notebook"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_file_that_cannot_be_read_is_said_and_counts(
    name: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Too large, in another encoding, of another language than its name says."""
    data, reason = UNREAD[name]
    (here / name).write_bytes(data)
    code, text = _run(capsys, "--format", "json")
    [problem] = json.loads(text)["problems"]
    assert (code, problem["path"], problem["unread"]) == (3, name, True)
    assert reason in problem["reason"]


def test_what_cannot_hold_a_call_changes_no_exit_code(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Large or binary files that mention nothing, and a link that leads nowhere."""
    (here / "huge.py").write_bytes(b"x = 1\n" * 1_000_000)
    (here / "picture.json").write_bytes(b"\0\1\2")
    (here / "gone.py").symlink_to(here / "nowhere.py")
    code, text = _run(capsys)
    assert code == 0
    for name in ("huge.py", "picture.json", "gone.py"):
        assert name in text


def test_links_are_followed_within_the_tree_and_said_without(
    here: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that a link leads to is read once where it lies, or named as not followed."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "app.py").write_bytes(HEAD)
    (here / "real").mkdir()
    (here / "again").symlink_to(here / "real", target_is_directory=True)
    assert _run(capsys)[0] == 0
    (here / "away").symlink_to(outside, target_is_directory=True)
    code, text = _run(capsys)
    assert code == 3
    assert "away: a link that leads out of the tree" in text


def test_a_link_out_of_the_tree_is_read_and_changes_nothing_there(
    here: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--fix`` leaves the file alone, and its route says why, until the link itself is named."""
    outside = tmp_path_factory.mktemp("outside") / "app.py"
    outside.write_bytes(HEAD)
    (here / "link.py").symlink_to(outside)
    code, text = _run(capsys)
    assert code == 1
    assert "link.py:2" in text
    assert "a link that leads out of what was named" in text
    main(["audit", "--fix"])
    assert outside.read_bytes() == HEAD
    main(["audit", "--fix", "link.py"])
    assert b"SMALLEST_API_KEY" in outside.read_bytes()


def test_a_file_is_called_by_its_own_name_and_not_by_a_link_to_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link beside it comes first in the alphabet."""
    (here / "zoo.py").write_bytes(HEAD)
    (here / "ape.py").symlink_to(here / "zoo.py")
    findings = json.loads(_run(capsys, "--format", "json")[1])["findings"]
    assert {finding["path"] for finding in findings} == {"zoo.py"}


@pytest.mark.parametrize(("content", "code"), [("from openai import OpenAI", 3), ("nothing", 0)])
def test_a_named_file_that_nobody_reads_is_no_all_clear(
    content: str, code: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without a known ending, which is passed over where a folder is named."""
    (here / "notes.txt").write_text(content)
    assert _run(capsys)[0] == 0
    found, text = _run(capsys, "notes.txt")
    assert found == code
    assert "notes.txt" in text
    assert "no kind of file that the audit reads" in text


def test_a_folder_without_any_file_to_read_is_said(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As text and as a page: a mistyped path looks like an all-clear otherwise."""
    (here / "notes.txt").write_text("nothing")
    assert "there is no file here of a kind that the audit reads" in _run(capsys)[1]
    assert "There is no file here of a kind" in _run(capsys, "--format", "html")[1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_what_is_neither_file_nor_folder_is_not_waited_for(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe, named or met on the way."""
    os.mkfifo(here / "pipe.py")
    assert _run(capsys)[0] == 0
    code, text = _run(capsys, "pipe.py")
    assert code == 3
    assert "pipe.py: is neither a file nor a folder" in text


def test_what_is_left_out_by_choice_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders of others' code, what git ignores and what is excluded; the exit code stays 0."""
    (here / ".gitignore").write_text("private/\n*.log.py\n")
    for folder in ("node_modules", "vendor", "private", "examples"):
        (here / folder).mkdir()
        (here / folder / "app.py").write_bytes(HEAD)
    (here / "a.log.py").write_bytes(HEAD)
    code, text = _run(capsys, "--exclude", "examples/*")
    assert code == 0
    assert "2 folders of others' code" in text
    assert "2 paths that git ignores" in text
    assert "1 file that --exclude leaves out" in text


SCRIPTS = {
    "tool": b"#!/usr/bin/env python3\n" + HEAD,
    "run": b"#!/usr/bin/python\n" + HEAD,
    "uvtool": b"#!/usr/bin/env -S uv run --script\n" + HEAD,
    "bot": b"#!/usr/bin/env ruby\nOpenAI::Client.new(api_key: key)\n",
    "serve": b'#!/usr/bin/env node\nconst OpenAI = require("openai");\nnew OpenAI();\n',
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_without_a_suffix_is_read_by_its_first_line(
    name: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python, Node and Ruby by their first line; another interpreter's is counted."""
    (here / name).write_bytes(SCRIPTS[name])
    text = _run(capsys, "--format", "json")[1]
    assert {f["code"] for f in json.loads(text)["findings"]} == {"R01"}
    (here / name).write_text("#!/usr/bin/env perl\nuse OpenAI::API;\n")
    assert _run(capsys)[0] == 3


NEWER = {
    "quotes in a formatted string": 'user = {}\nx = f"{user["name"]} and {user["age"]!r:>{10}}"\n',
    "a formatted string in one": 'y = f"a {f"b {f"c {1}"}"} d"\n',
    "a backslash in one": "z = f\"{'\\n'.join([])}\"\n",
    "lines in one": 'w = f"{\n    len(\n        "x"  # why\n    )\n}"\n',
    "a header with a key": 'import os\nh = {"Authorization": f"Bearer {os.environ["KEY"]}"}\n',
    "joined strings": 'v = ("a" f"{user["x"]}" "b")\n',
    "type parameters": "def first[T](x: list[T]) -> T:\n    return x[0]\n",
    "of a class": "class Box[T: (int, str), *Ts, **P](dict[str, T]):\n    pass\n",
    "with a default": "class Pair[A, B = int]:\n    pass\n",
    "an alias": "type Names = list[str]\ntype Tree[T] = dict[str, Tree[T]]\n",
    "exceptions without brackets": "try:\n    pass\nexcept KeyError, ValueError:\n    pass\n",
    "a group of them": "try:\n    pass\nexcept* OSError, ValueError:\n    pass\n",
    "a template string": 'name = "x"\nq = t"select {name}"\n',
}


@pytest.mark.parametrize("name", NEWER)
def test_syntax_newer_than_the_interpreter_is_read(name: str) -> None:
    """Everything else of the file is found, on its own line, and what imports it is linked."""
    text = NEWER[name].encode()
    lines = text.count(b"\n")
    sources = [
        Source("app/shared.py", text + HEAD + CALL),
        Source("app/near.py", NEIGHBOUR),
    ]
    result = audit_sources(sources, Options(jobs=1))
    assert result.problems == ()
    found = {(f.path, f.code, f.line) for f in result.findings}
    assert ("app/shared.py", "R01", lines + 2) in found
    assert ("app/shared.py", "B01", lines + 3) in found
    assert ("app/near.py", "B01", 2) in found


def test_a_key_and_an_address_inside_newer_syntax_are_seen() -> None:
    """What stands in a formatted string that only a newer Python reads is audited too."""
    text = (
        "import os, httpx\n"
        'httpx.post(f"https://api.openai.com/v1/chat/{"completions"}",\n'
        '    headers={"Authorization": f"Bearer {os.environ["OPENAI_API_KEY"]}"}, json={})\n'
    )
    found = audit_sources([Source("a.py", text.encode())], Options(jobs=1)).findings
    assert {("R06", 2), ("I01", 3)} <= {(f.code, f.line) for f in found}


def test_a_fix_in_a_file_of_newer_syntax_changes_its_bytes_only(tmp_path: Path) -> None:
    """The file is rewritten as it stands, not as it was read."""
    before = NEWER["type parameters"] + 'x = f"{{}["a"]}"\n'.replace("{{}", "{dict(a=1)")
    path = tmp_path / "app.py"
    path.write_bytes(before.encode() + HEAD)
    main(["audit", "--fix", str(path)])
    after = path.read_text()
    assert after.startswith(("import os\n" + before, before))
    assert "api.smallest.ai" in after


def _reads(text: str) -> bool:
    """Return whether this Python knows the syntax."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.skipif(all(map(_reads, NEWER.values())), reason="this Python knows all of it")
def test_without_the_second_reader_the_python_that_is_needed_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the extra is not installed, the file is left out, and the line says what reads it."""
    from electron_kit.audit.python import newer_syntax

    monkeypatch.setattr(newer_syntax, "installed", lambda: False)
    (text, *_) = (text.encode() + HEAD for text in NEWER.values() if not _reads(text))
    [problem] = audit_sources([Source("a.py", text)], Options(jobs=1)).unread
    assert re.search(r"newer than Python 3\.\d+|\[audit\]", problem.reason)


PAGES = {
    "App.vue": (
        "<template><p>{{ answer }}</p></template>\n"
        '<script setup lang="ts">\nimport OpenAI from "openai";\nconst c = new OpenAI();\n'
        'await c.chat.completions.create({ model: "gpt-4o" as string, messages: [], n: 2 });\n'
        "</script>\n<style>p { color: red }</style>\n",
        {("R01", 4), ("R02", 5), ("B01", 5)},
    ),
    "two.vue": (
        '<script>\nexport default { name: "x" };\n</script>\n'
        '<script setup>\nimport OpenAI from "openai";\nconst c = new OpenAI();\n</script>\n',
        {("R01", 6)},
    ),
    "Chat.svelte": (
        '<script lang="ts">\n  import OpenAI from "openai";\n  const c: OpenAI = new OpenAI();\n'
        "</script>\n<h1>{c}</h1>\n",
        {("R01", 3)},
    ),
    "page.astro": (
        '---\nimport OpenAI from "openai";\nconst c = new OpenAI();\n'
        'const r = await c.chat.completions.create({ model: "gpt-4o", messages: [] });\n---\n'
        "<p>{r.choices[0].message.content}</p>\n<script>\nlet x = 1;\n</script>\n",
        {("R01", 3), ("R02", 4)},
    ),
    "index.html": (
        '<html><body>\n<script type="module">\nimport OpenAI from "https://esm.sh/openai";\n'
        'const c = new OpenAI({ apiKey: "x", dangerouslyAllowBrowser: true });\n</script>\n',
        {("R01", 4)},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_scripts_in_pages_are_read(name: str) -> None:
    """Vue, Svelte, Astro and HTML: on the lines of their own file."""
    text, wanted = PAGES[name]
    result = audit_sources([Source(name, text.encode())], Options(jobs=1))
    assert result.problems == ()
    assert wanted <= {(f.code, f.line) for f in result.findings}


SHELL = {
    "ask.sh": (
        "#!/bin/sh\ncurl https://api.openai.com/v1/chat/completions \\\n"
        '  -H "Authorization: Bearer $OPENAI_API_KEY" \\\n'
        '  -d \'{"model": "gpt-4o", "n": 3, "messages": []}\'\n',
        {("R06", 2), ("R02", 4), ("B01", 4)},
    ),
    "embed.bash": (
        "curl -s https://api.openai.com/v1/embeddings -d @body.json\n",
        {("P03", 1)},
    ),
    "env.sh": (
        'export OPENAI_MODEL="gpt-4o"\nOPENAI_API_KEY=sk-x ./run\n',
        {("R02", 1), ("I01", 2)},
    ),
    "Makefile": (
        "ask:\n\tcurl -X POST https://api.openai.com/v1/chat/completions "
        '-d \'{"model":"gpt-4o"}\'\n',
        {("R06", 2), ("R02", 2)},
    ),
    "rules.mk": ("MODEL ?= gpt-4o\nOPENAI_MODEL := gpt-4o\n", {("R02", 2)}),
}


@pytest.mark.parametrize("name", SHELL)
def test_shell_and_make_are_read(name: str) -> None:
    """An address, a header and a body given to curl; variables; a Makefile's recipes."""
    text, wanted = SHELL[name]
    result = audit_sources([Source(name, text.encode())], Options(jobs=1))
    assert wanted <= {(f.code, f.line) for f in result.findings}


def test_shell_that_asks_others_is_left_alone() -> None:
    """Another vendor's address, Electron's own, a comment."""
    text = (
        "# curl https://api.openai.com/v1/chat/completions\n"
        'curl https://api.groq.com/openai/v1/chat/completions -d \'{"model": "llama-4"}\'\n'
        'curl https://api.smallest.ai/waves/v1/chat/completions -d \'{"model": "electron"}\'\n'
    )
    assert audit_sources([Source("a.sh", text.encode())], Options(jobs=1)).findings == ()


HELD = {
    ".github/workflows/a.yml": (
        "jobs:\n  a:\n    steps:\n      - run: |\n"
        '          curl https://api.openai.com/v1/chat/completions -d \'{"model":"gpt-4o"}\'\n',
        {("R06", 5), ("R02", 5)},
    ),
    "Dockerfile": ("FROM x\nRUN curl https://api.openai.com/v1/models\n", {("P05", 2)}),
    "UPPER.PY": (HEAD.decode(), {("R01", 2)}),
    "upper.TS": ('import OpenAI from "openai";\nnew OpenAI();\n', {("R01", 2)}),
}


@pytest.mark.parametrize("name", HELD)
def test_commands_in_configuration_and_names_in_capitals_are_read(
    name: str, tmp_path: Path
) -> None:
    """A workflow's step, an image's recipe, a suffix in capitals."""
    text, wanted = HELD[name]
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    found = audit([tmp_path], Options(jobs=1)).findings
    assert wanted <= {(finding.code, finding.line) for finding in found}


def test_a_base_url_in_configuration_that_no_command_asks_is_no_request() -> None:
    """It is a setting; with an endpoint at its end it is where a request goes."""
    text = "llm:\n  endpoint: https://api.openai.com/v1\n"
    found = audit_sources([Source("a.yml", text.encode())], Options(jobs=1)).findings
    assert "R06" not in {finding.code for finding in found}


def test_what_a_notebook_runs_elsewhere_is_said(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cell of a shell, a shell line, and a notebook of another language."""
    address = "curl https://api.openai.com/v1/chat/completions"
    for name, source in (("a", f"%%bash\n{address}"), ("b", f"x = 1\n!{address}")):
        cells = [{"cell_type": "code", "source": source}]
        (here / f"{name}.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}))
    kernel = {"kernelspec": {"language": "R", "name": "ir"}}
    cells = [{"cell_type": "code", "source": "library(openai)"}]
    (here / "r.ipynb").write_text(json.dumps({"cells": cells, "metadata": kernel}))
    code, text = _run(capsys)
    assert code == 3
    assert "a.ipynb: cell 1 left out: %%bash is another language" in text
    assert "b.ipynb: cell 1: its shell line is not read" in text
    assert "1 R notebook file mentions OpenAI and was not read" in text


def test_a_name_that_is_no_text_is_read_and_shown(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file's name may hold any bytes."""
    with open(os.fsencode(here) + b"/\xff\xfe.py", "wb") as file:
        file.write(HEAD)
    for form in ("text", "json", "sarif", "html", "github"):
        code, text = _run(capsys, "--format", form)
        assert code == 1
        assert re.search(r"(\\|%5C)+xff(\\|%5C)+xfe\.py", text)


def test_a_group_whose_analysis_dies_costs_no_other_group_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process of one file ends: that file is named, and the others are audited."""
    import multiprocessing

    from electron_kit.audit import engine

    if multiprocessing.get_start_method() != "fork":
        pytest.skip("a process that is not forked does not see what the test replaced")
    good = engine._audit_group

    def dies(name, group, options):  # type: ignore[no-untyped-def]
        if any(source.path.endswith("dies.py") for source in group):
            os._exit(1)
        return good(name, group, options)

    monkeypatch.setattr(engine, "_audit_group", dies)
    monkeypatch.setattr(engine, "_WORTH_A_PROCESS", 0)
    for name in ("a", "dies", "b", "c"):
        (tmp_path / f"{name}.py").write_bytes(HEAD)
    result = audit([tmp_path], Options(jobs=2))
    assert {Path(f.path).name for f in result.findings} == {"a.py", "b.py", "c.py"}
    assert [Path(problem.path).name for problem in result.unread] == ["dies.py"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clients.baml", 'client<llm> A {\n  provider openai\n  options { model "gpt-4o" }\n}\n'),
        ("ask.prompty", "model:\n  configuration:\n    type: openai\n    model: gpt-4o\n"),
        ("Caddyfile", "reverse_proxy https://api.openai.com\n"),
        ("Procfile", "web: serve --upstream https://api.openai.com/v1\n"),
        ("mail.hbs", '<script>fetch("https://api.openai.com/v1/chat/completions")</script>\n'),
        ("ask.quux", "POST https://api.openai.com/v1/chat/completions\n"),
    ],
)
def test_code_of_a_kind_that_nobody_reads_is_no_all_clear(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether its language is known or not: the result says so, and the exit code is 3."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["audit", str(tmp_path)]) == 3
    assert "not read" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "curl https://api.openai.com/v1/chat/completions\n"),
        ("route.ts.bak", 'fetch("https://api.openai.com/v1/chat/completions")\n'),
        ("env.d.ts", "declare const OPENAI_API_KEY: string;\n"),
        ("talk.quux", "OpenAI has a new model, GPT-5.\n"),
        ("face.png", "\0https://api.openai.com/v1/chat/completions\n"),
    ],
)
def test_what_only_speaks_of_openai_is_all_clear(name: str, text: str, tmp_path: Path) -> None:
    """Prose, copies kept aside, types and bytes change no exit code."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["audit", str(tmp_path)]) == 0


@pytest.mark.parametrize("path", ["app/api/coverage/route.ts", "shop/vendor/views.py"])
def test_a_folder_of_the_application_is_read_whatever_it_is_called(
    path: str, tmp_path: Path
) -> None:
    """Pages and routes stand in it, where a machine's output and others' code have none."""
    text = HEAD.decode() if path.endswith(".py") else HELD["upper.TS"][0]
    for name in (path, "lib/coverage/index.py", "vendor/else.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = audit([tmp_path], Options(jobs=1)).findings
    assert {Path(f.path).relative_to(tmp_path).as_posix() for f in found} == {path}


def test_a_report_that_was_written_into_the_folder_is_no_file_that_was_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever its form: the next run has the same exit code, and no word more to say."""
    (tmp_path / "app.py").write_text(
        "import os, requests\n"
        'requests.post("https://api.openai.com/v1/chat/completions", timeout=9,\n'
        '    headers={"Authorization": os.environ["OPENAI_API_KEY"]}, json={"n": 2})\n'
    )
    for form in ("text", "html", "sarif", "github", "json"):
        report = str(tmp_path / f"report.{form}")
        assert main(["audit", str(tmp_path), "--format", form, "--output", report]) == 1
        assert "not read" not in capsys.readouterr().err
