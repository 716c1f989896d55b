"""Every command that a page shows is one that the command line takes."""

import argparse
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from electron_kit.audit.rules import rules
from electron_kit.cli import COMMANDS

DOCS = Path(__file__).parents[2]
PAGES = [page for page in DOCS.rglob("*.md") if "tests" not in page.parts]
SHOWN = sorted(
    {
        command
        for page in PAGES
        for command in re.findall(r"`(electron-kit [a-z][^`\n]*)`", page.read_text("utf-8"))
    }
    | {
        f"electron-kit {command}"
        for page in PAGES
        for command in re.findall(r"\{run-kit\} (.+)", page.read_text("utf-8"))
    }
)


@pytest.mark.parametrize("shown", SHOWN)
def test_the_command_line_takes_a_command_that_a_page_shows(shown):
    """The command and its options exist, and the rules that it names."""
    _, name, *arguments = shlex.split(shown)
    parser = argparse.ArgumentParser(exit_on_error=False)
    import_module(COMMANDS[name][0]).add_arguments(parser)
    given = parser.parse_args(arguments)
    codes = {rule.code for rule in rules()}
    for prefix in getattr(given, "select", ()) or ():
        assert any(code.startswith(prefix) for code in codes), f"no rule {prefix}"


def test_the_checklist_asks_for_every_rule():
    """No rule of the audit is left out of the checklist."""
    text = (DOCS / "checklist.md").read_text("utf-8")
    asked = [
        code for line in re.findall(r"--select ([A-Z0-9,]+)", text) for code in line.split(",")
    ]
    assert {rule.code for rule in rules() if not rule.code.startswith(tuple(asked))} == set()
