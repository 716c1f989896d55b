"""The kit as a newcomer gets it: from a copy, from its address, and an extra afterwards."""

import json
import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from .conftest import ROOT, newcomer

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHECKLIST = (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8")
UVX = re.findall(r"^uvx .*?(?=\s+#|$)", README, re.MULTILINE)
CODE = "import OpenAI from 'openai';\nawait new OpenAI().chat.completions.create({n: 2});\n"


def typed(command: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line as it is typed."""
    return subprocess.run(
        command,
        shell=True,
        cwd=cwd,
        env=newcomer(**env),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the repository, with what has been committed."""
    folder = tmp_path_factory.mktemp("clone") / "electron-migration-kit"
    subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
    return folder


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder of somebody's code."""
    folder = tmp_path / "their code"
    folder.mkdir()
    (folder / "ask.ts").write_text(CODE)
    return folder


def test_readme_audits_by_one_line_from_a_copy(copy: Path, code: Path) -> None:
    """JavaScript is read too: the line has the extra."""
    (line,) = (line for line in UVX if "audit path" in line)
    done = typed(line.replace("path/to/your/code", shlex.quote(str(code))), copy)
    assert "ask.ts" in done.stdout, done.stderr
    assert "B01" in done.stdout


def test_readme_starts_the_sandbox_by_one_line_from_a_copy(copy: Path) -> None:
    """Its help stands for it: the command is there, with its libraries."""
    (line,) = (line for line in UVX if "sandbox --port" in line)
    line = line.replace("--port 8000", "--port 0")
    with subprocess.Popen(
        shlex.split(line), cwd=copy, env=newcomer(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Electron  http://127.0.0.1:")
        process.terminate()


def test_the_address_is_enough(copy: Path, code: Path) -> None:
    """The form that the site shows where it knows the repository's address."""
    source = f"electron-migration-kit[audit] @ git+{copy.as_uri()}"
    done = typed(f"uvx --from {shlex.quote(source)} electron-kit audit .", code)
    assert "B01" in done.stdout, done.stderr


@pytest.mark.parametrize("maker", ["uv", "venv"])
def test_what_is_said_of_a_missing_extra_can_be_typed(
    maker: str, copy: Path, code: Path, tmp_path: Path
) -> None:
    """Whoever made the environment: the command in the message adds the extra to it."""
    home = tmp_path / "env"
    kit = home / "bin" / "electron-kit"
    if maker == "uv":
        made = f"uv venv -q {home} && uv pip install -q --python {home} {copy}"
    else:
        made = f"python3 -m venv {home} && {home}/bin/pip install -q {copy}"
    assert typed(made, tmp_path).returncode == 0
    done = typed(f"{kit} audit .", code)
    (advice,) = re.findall(r"To add it: (.+)\)\.$", done.stdout, re.MULTILINE)
    assert typed(advice, code).returncode == 0
    done = typed(f"{kit} audit .", code)
    assert "B01" in done.stdout, done.stderr
    assert "To add it" not in done.stdout + done.stderr


GO = """package main

import (
	"github.com/openai/openai-go"
	"github.com/openai/openai-go/option"
)

var client = openai.NewClient(option.WithMaxRetries(1))
"""


@pytest.fixture(scope="module")
def tool(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """README's ``uv tool install``: what it adds to the environment of a newcomer."""
    (line,) = re.findall(r"`(uv tool install '[^']+')`", README)
    home = tmp_path_factory.mktemp("tool")
    found = {"UV_TOOL_DIR": str(home / "tools"), "UV_TOOL_BIN_DIR": str(home / "bin")}
    done = typed(line, copy, **found)
    assert done.returncode == 0, done.stderr
    return found | {"PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def test_readme_installs_every_extra() -> None:
    """Who has the command for every folder lacks nothing of it."""
    (extras,) = re.findall(r"`uv tool install '\.\[(.+)\]'`", README)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras.split(",")) == set(project["optional-dependencies"])


@pytest.mark.parametrize(
    "line", re.findall(r"^ +`(electron-kit .+)`$", CHECKLIST, re.MULTILINE), ids=str
)
def test_every_line_of_the_checklist_can_be_typed(
    line: str, tool: dict[str, str], code: Path
) -> None:
    """In somebody's repository, without a key: nothing is misunderstood, missing or left out."""
    (code / "retries.go").write_text(GO)
    (code / "prompts.jsonl").write_text('{"prompt": "Hello", "expect": {"contains": "H"}}\n')
    if " sandbox " in line:
        # It goes on until it is stopped: README's two lines say what to expect.
        with subprocess.Popen(
            shlex.split(line), cwd=code, env=newcomer(**tool), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Electron  http://127.0.0.1:")
            process.terminate()
        return
    done = typed(line, code, **tool)
    assert "Traceback" not in done.stderr
    # An audit found something or nothing, everything was read; one prompt is no evidence.
    ends = {"audit": {0, 1}, "compare": {3}, "probe": {0}}[line.split()[1]]
    assert done.returncode in ends, done.stdout + done.stderr
    if "C05" in line:
        assert "retries.go" in done.stdout
    if "--write-observed" in line:
        assert json.loads((code / "observed.json").read_text())["records"]


@pytest.mark.parametrize("way", ["uvx", "venv"])
def test_the_command_that_comes_next_can_be_typed(
    way: str, copy: Path, code: Path, tmp_path: Path
) -> None:
    """After README's first lines: neither of them puts the command on the path."""
    (code / "ask.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    if way == "uvx":
        (line,) = (line for line in UVX if "audit path" in line)
    else:
        home = tmp_path / "env"
        done = typed(f"python3 -m venv {home} && {home}/bin/pip install -q '{copy}[audit]'", copy)
        assert done.returncode == 0, done.stderr
        line = f"{home}/bin/electron-kit audit path/to/your/code"
    done = typed(line.replace("path/to/your/code", shlex.quote(str(code))), copy)
    steps = re.findall(r"^  (\S.+?) {4}", done.stdout.partition("\nNext:\n")[2], re.MULTILINE)
    assert steps, done.stdout + done.stderr
    for step in steps:
        done = typed(step, tmp_path)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "ask." in done.stdout


def test_every_command_of_the_check_pages_can_be_typed(tool: dict[str, str], code: Path) -> None:
    """One after another in somebody's folder, as a reader goes down the pages' tables."""
    (code / "ask.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    found = json.loads(typed("electron-kit audit --format json", code, **tool).stdout)["findings"]
    for page in ("index", "agents"):
        text = (ROOT / "docs" / "check" / f"{page}.md").read_text(encoding="utf-8")
        lines = re.findall(r"`(electron-kit [a-z][^`]+)`", text)
        assert len(lines) > 5
        for line in lines:
            done = typed(line.replace("1a2b3c4d", found[-1]["id"][:8]), code, **tool)
            # 2 is not understood, 3 not everything read.
            assert done.returncode in {0, 1}, (line, done.stdout, done.stderr)
            assert "Traceback" not in done.stderr, line
    assert (code / "report.html").exists()
    assert "SMALLEST_API_KEY" in (code / "ask.py").read_text()
    assert not (code / ".agents").exists()
