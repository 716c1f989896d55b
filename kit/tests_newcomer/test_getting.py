"""The kit as a newcomer gets it: from a copy, from its address, and an extra afterwards."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, newcomer

README = (ROOT / "README.md").read_text(encoding="utf-8")
UVX = re.findall(r"^uvx .*?(?=\s+#|$)", README, re.MULTILINE)
CODE = "import OpenAI from 'openai';\nawait new OpenAI().chat.completions.create({n: 2});\n"


def typed(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as it is typed."""
    return subprocess.run(
        command,
        shell=True,
        cwd=cwd,
        env=newcomer(),
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
