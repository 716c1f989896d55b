"""What nobody would write, and what scans meet all the same."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from electron_kit.audit import Options, Source, audit, audit_sources
from electron_kit.audit.finding import Finding
from electron_kit.audit.rewrite import apply, rewrites
from electron_kit.cli import main

HEAD = b"from openai import OpenAI\nclient = OpenAI()\n"
NESTED = {
    "parentheses": b"x = " + b"(" * 5000 + b")" * 5000,
    "minus signs": b"x = " + b"-" * 100_000 + b"1",
    "a long sum": b"x = " + b" + ".join([b"client"] * 20_000),
    "lists": b"x = " + b"[" * 90 + b"]" * 90,
    "a long chain of elif": b"if client == 0:\n    pass\n"
    + b"".join(b"elif client == %d:\n    pass\n" % n for n in range(3000)),
    "attributes": b"x = client" + b".chat" * 10_000,
    "calls": b"x = client" + b".copy()" * 3000 + b".chat.completions.create(n=2)",
    "a dictionary of itself": b"x = {}\nx = {**x, 'a': x}\nclient.chat.completions.create(**x)",
    "a list of itself": b"x = []\nx = [*x, *x]\nclient.chat.completions.create(messages=x)",
    "functions that call each other": b"def a(n=1):\n    return b(n=n)\n"
    b"def b(n=1):\n    return a(n=n)\n"
    b"client.chat.completions.create(model=a(), n=b())",
}


def _codes(findings: tuple[Finding, ...], path: str) -> set[str]:
    return {finding.code for finding in findings if finding.path == path}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting_stops_nothing(name: str) -> None:
    """A file nested beyond reason is audited or named, and the others are audited."""
    sources = [Source("deep.py", HEAD + NESTED[name]), Source("plain.py", HEAD)]
    result = audit_sources(sources, Options(jobs=1))
    assert "R01" in _codes(result.findings, "plain.py")
    named = {problem.path for problem in result.problems}
    assert "deep.py" in named or "R01" in _codes(result.findings, "deep.py")


@pytest.mark.parametrize("call", ["dict(a=1)", "dict(desk)", "json(desk)", "to_dict()"])
def test_a_plain_call_by_the_name_of_a_method_that_dumps_stops_nothing(call: str) -> None:
    """Where a property gives the client back, calls such as `dict(…)` cost no part of the file."""
    program = (
        "from openai import OpenAI\n\nclass Desk:\n    @property\n    def client(self):\n"
        f"        return OpenAI()\n\ndesk = Desk()\nkept = {call}\n"
    )
    result = audit_sources([Source("desk.py", program.encode())], Options(jobs=1))
    assert result.problems == ()
    assert "R01" in _codes(result.findings, "desk.py")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("two.py", b"import openai\nprint 'hello'\n", "not Python 3"),
        ("latin.py", HEAD + b"# caf\xe9\n", "utf-8"),
        ("coding.py", b"# -*- coding: klingon -*-\nimport openai\n", "encoding"),
        (
            "bad.ipynb",
            b'{"cells": [{"cell_type": "code", "source": "import openai"',
            "not a notebook",
        ),
        ("list.ipynb", b'["openai"]', "no list of cells"),
    ],
)
def test_an_unreadable_file_is_named_with_its_reason(name: str, data: bytes, reason: str) -> None:
    """A file that is not what its name says is reported on, and the others are audited."""
    result = audit_sources([Source(name, data), Source("plain.py", HEAD)], Options(jobs=1))
    assert [problem.path for problem in result.problems] == [name]
    assert reason in result.problems[0].reason
    assert "R01" in _codes(result.findings, "plain.py")


def test_a_broken_cell_costs_only_itself() -> None:
    """A cell that does not parse is named; the cells around it are audited as one module."""
    from electron_kit.audit.notebooks import notebook

    text = "from openai import OpenAI\n# %%\nthis is openai not python\n# %%\nclient = OpenAI()\n"
    result = audit_sources([Source("a.ipynb", notebook(text))], Options(jobs=1))
    assert [(finding.code, finding.cell) for finding in result.findings] == [("R01", 3)]
    assert "cell 2" in result.problems[0].reason


def test_a_huge_file_is_left_out_by_its_size(tmp_path: Path) -> None:
    """A file of fifty megabytes is named and not read."""
    with open(tmp_path / "huge.py", "wb") as file:
        file.write(HEAD)
        file.truncate(50_000_000)
    (tmp_path / "plain.py").write_bytes(HEAD)
    result = audit([tmp_path], Options(jobs=1))
    assert "50 MB" in result.problems[0].reason
    assert len(result.findings) == 1


def test_binary_files_are_named(tmp_path: Path) -> None:
    """A file with a zero byte is not taken for text."""
    (tmp_path / "binary.py").write_bytes(b"openai\0\1\2")
    assert "binary" in audit([tmp_path], Options(jobs=1)).problems[0].reason


def test_symbolic_links_are_no_loop(tmp_path: Path) -> None:
    """A directory that contains itself is walked once, and a file is audited once."""
    (tmp_path / "plain.py").write_bytes(HEAD)
    (tmp_path / "again.py").symlink_to(tmp_path / "plain.py")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    assert len(audit([tmp_path], Options(jobs=1)).findings) == 1


def test_nothing_that_is_read_is_run(tmp_path: Path) -> None:
    """Code that would leave a trace leaves none."""
    trace = tmp_path / "trace"
    code = f"from openai import OpenAI\nopen({str(trace)!r}, 'w').close()\nclient = OpenAI()\n"
    (tmp_path / "conftest.py").write_text(code)
    (tmp_path / "sitecustomize.py").write_text(code)
    assert audit([tmp_path], Options(jobs=1)).findings
    assert not trace.exists()


def test_a_file_that_changed_is_not_replaced(tmp_path: Path) -> None:
    """A fix is refused when the file is no longer what was audited, and no file is left behind."""
    path = tmp_path / "app.py"
    path.write_bytes(HEAD)
    sources = [Source(str(path), HEAD)]
    [change] = rewrites(audit_sources(sources, Options(jobs=1)).findings, sources, [])
    path.write_bytes(HEAD + b"# edited meanwhile\n")
    with pytest.raises(ValueError, match="has changed"):
        apply(change)
    assert path.read_bytes() == HEAD + b"# edited meanwhile\n"
    assert os.listdir(tmp_path) == ["app.py"]


def test_a_fix_keeps_the_mode_and_the_link(tmp_path: Path) -> None:
    """The file behind a symbolic link is replaced with its mode kept, and the link stays a link."""
    path, link = tmp_path / "app.py", tmp_path / "link.py"
    path.write_bytes(HEAD)
    path.chmod(0o750)
    link.symlink_to(path)
    sources = [Source(str(link), HEAD)]
    [change] = rewrites(audit_sources(sources, Options(jobs=1)).findings, sources, [])
    apply(change)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert b"smallest.ai" in path.read_bytes()


BELOW_TESTS = {
    "a.py": 'from openai import OpenAI\nclient = OpenAI()\nMODELS = ["gpt-4o", "gpt-4o-mini"]\n'
    "client.chat.completions.create(model=MODELS[0], messages=[], n=2)\n",
    "a.ts": 'import OpenAI from "openai";\nconst client = new OpenAI();\n'
    'const MODELS = ["gpt-4o", "gpt-4o-mini"];\n'
    'await client.chat.completions.create({model: "gpt-4o", messages: [], n: 2});\n',
    "ai.ts": 'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\n'
    "export const ask = (model, prompt) => generateText({ model, prompt,\n"
    "  providerOptions: { openai: { parallelToolCalls: false, logprobs: true } } });\n"
    'export const usual = openai.chat("gpt-4o");\n',
    "a.go": 'package a\nimport "github.com/openai/openai-go"\nconst usual = "gpt-4o-mini"\n'
    "var client = openai.NewClient()\n",
    "A.java": "import com.openai.client.okhttp.OpenAIOkHttpClient;\nclass A {\n"
    '  static final String USUAL = "gpt-4o-mini";\n'
    "  Object client = OpenAIOkHttpClient.fromEnv();\n}\n",
    "a.rb": 'require "openai"\nUSUAL = "gpt-4o-mini"\nCLIENT = OpenAI::Client.new\n',
}


@pytest.mark.parametrize("name", BELOW_TESTS)
def test_a_checkout_below_tests_is_read_like_any_other(tmp_path: Path, name: str) -> None:
    """What stands above the audited directory hides nothing, in any language."""
    found = []
    for folder in ("app", "tests/ollama/app"):
        root = tmp_path / folder
        root.mkdir(parents=True)
        (root / name).write_text(BELOW_TESTS[name])
        findings = audit([root], Options(jobs=1)).findings
        found.append([(f.line, f.code, f.confidence) for f in findings])
    assert found[0] == found[1]
    assert {code[0] for _, code, _ in found[0]} & set("BRS")


def test_names_and_lines_give_no_commands_to_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file's name with an escape and a newline, a line with one, and what is left out."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "red\x1b[31m\n0 findings.py").write_bytes(HEAD.rstrip() + b"  # \x1b[2J\n")
    (tmp_path / "lost\x1b[31m.py").write_bytes(b"import openai\nprint 'x'\n")
    for arguments in ([], ["--diff"], ["--fix"]):
        main(["audit", *arguments])
        captured = capsys.readouterr()
        shown = captured.err if arguments else captured.out + captured.err
        assert "\x1b" not in shown
        assert r"lost\x1b[31m.py" in shown
        assert arguments or r"red\x1b[31m\n0 findings.py" in shown


@pytest.mark.skipif(sys.platform != "linux", reason="names are texts elsewhere")
def test_names_that_are_no_text_are_told_apart_and_their_files_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two names that differ in a byte of another encoding, and a file beside them."""
    monkeypatch.chdir(tmp_path)
    names = [b"caf\xe9.py", b"caf\xe8.py", b"plain.py"]
    for name in names:
        with open(name, "wb") as file:
            file.write(HEAD)
    assert main(["audit", "--format", "json", "--output", "report.json"]) == 1
    paths = {each["path"] for each in json.loads(Path("report.json").read_text())["findings"]}
    assert paths == {r"caf\xe9.py", r"caf\xe8.py", "plain.py"}
    assert main(["audit", "--fix"]) == 0
    for name in names:
        with open(name, "rb") as file:
            assert b"SMALLEST_API_KEY" in file.read()


@pytest.mark.skipif(shutil.which("git") is None, reason="git applies the patch")
def test_a_patch_is_the_fix_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What ``--diff`` prints can be applied: other encodings, ends of lines and separators."""
    monkeypatch.chdir(tmp_path)
    line = b'print("a\x0cb \xe2\x80\xa8 c")\n'
    files = {
        "latin.py": b"# coding: latin-1\n# caf\xe9\n" + HEAD,
        "windows.py": (HEAD + b"print(client)\n").replace(b"\n", b"\r\n"),
        "breaks.py": b"\x0c" + HEAD + line + b"print(client)",
        "mark.py": b"\xef\xbb\xbf" + HEAD,
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    main(["audit", "--diff"])
    patch = capfdbinary.readouterr().out
    main(["audit", "--fix"])
    fixed = {name: (tmp_path / name).read_bytes() for name in files}
    assert all(b"SMALLEST_API_KEY" in data for data in fixed.values())
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply", "-"], input=patch, check=True)
    assert {name: (tmp_path / name).read_bytes() for name in files} == fixed
