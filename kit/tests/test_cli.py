"""The command line finds its commands, stays light and answers bad input in one line."""

import errno
import os
import subprocess
import sys

import pytest

from electron_kit import __version__, cli


def test_the_version_is_the_packages():
    """``--version`` says which kit answers, in a process of its own."""
    command = [sys.executable, "-m", "electron_kit", "--version"]
    assert subprocess.check_output(command, text=True) == f"electron-kit {__version__}\n"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(kit, name):
    """``electron-kit NAME --help`` works for each command that the help lists."""
    assert name in kit("--help").stdout
    shown = kit(name, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"usage: electron-kit {name}")


@pytest.mark.parametrize("arguments", [[], ["no-such-command"], ["--no-such-option"]])
def test_what_is_no_command_is_named(kit, arguments):
    """A typo ends with the usage and exit code 2, without a traceback."""
    done = kit(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: electron-kit")
    assert "Traceback" not in done.stderr


def test_help_pays_for_neither_the_sdk_nor_a_server():
    """Only the command that is called is imported."""
    code = (
        "import sys; from electron_kit.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print({'openai', 'uvicorn', 'pydantic', 'httpx2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "--format", "html", "--output", "{file}/report.html"],
        ["audit", "--output", "."],
        ["audit", "--write-baseline", "--baseline", "{file}/baseline.json"],
        ["audit", "--baseline", "{file}/baseline.json"],
        ["audit", "no-such-folder"],
        ["audit", ""],
        ["state", "--baseline", "."],
        ["probe", "--only", "auth.missing", "--output", "{file}/report.txt"],
        ["probe", "--only", "auth.missing", "--state", "{file}/state"],
        ["probe", "--only", "auth.missing", "--write-observed", "{file}/observed.json"],
        ["compare", "{prompts}", "--output", "{file}/report.html"],
        ["compare", "{prompts}", "--state", "{file}/state.jsonl"],
        ["compare", "{file}"],
        ["compare", "."],
        ["sandbox", "--replies", "."],
        ["sandbox", "--record", "{file}/record", "--port", "0"],
        ["sandbox", "--replay", "no-such-file"],
        ["skill", "--link", "{file}"],
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_used_is_a_sentence(kit, tmp_path, arguments):
    """Missing, a folder where a file has to be, or a file in the place of a folder."""
    file, prompts = tmp_path / "a file", tmp_path / "prompts.jsonl"
    file.write_text("no JSON")
    prompts.write_text('{"prompt": "Say hello."}\n')
    given = [it.format(file=file, prompts=prompts) for it in arguments]
    done = kit(*given, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    last = done.stderr.splitlines()[-1]
    assert last.startswith("electron-kit: ")
    assert last.endswith(".")
    assert "Traceback" not in done.stderr


def test_a_disk_that_is_full_is_a_sentence(kit, monkeypatch):
    """It names no file, and nobody else can do anything about it."""
    monkeypatch.setattr("electron_kit.agents.explain.run", _full)
    done = kit("explain", "B01")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "electron-kit: No space left on device. Make room, and run the command again.\n"
    )


def _full(_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_ctrl_c_is_no_traceback(kit, monkeypatch):
    """Who stops a command gets a word, and the shell its code."""

    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("electron_kit.agents.explain.run", stopped)
    done = kit("explain", "B01")
    assert (done.returncode, done.stderr) == (130, "electron-kit: Stopped.\n")
