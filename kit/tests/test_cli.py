"""The command line finds its commands, stays light and answers bad input in one line."""

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
