"""Nothing changes by the calendar alone: who reads it, and that each can be told another day."""

import ast
import inspect
from datetime import date
from pathlib import Path

import electron_kit
from electron_kit.compare import Comparison
from electron_kit.contract import AS_OF
from electron_kit.probe import Probe
from electron_kit.sandbox import Sandbox

PACKAGE = Path(electron_kit.__file__).parent
READERS = {"compare/run.py", "probe/run.py", "probe/terminal.py"}
"""They note the day of a measurement, and take it as `as_of`, `today` and `--as-of`."""


def reads_the_calendar(node: ast.AST) -> bool:
    """Say whether a call asks for today."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"today", "now", "utcnow", "localtime", "gmtime", "strftime"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"date", "datetime", "dt", "time"}
    )


def test_only_what_notes_a_measurement_reads_the_calendar():
    """Anybody else takes a day as a parameter, whose default is the day of the records."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(map(reads_the_calendar, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == READERS


def test_the_readers_can_be_told_another_day():
    """And the sandbox stands for the day of the records unless it is told otherwise."""
    assert "as_of" in inspect.signature(Probe).parameters
    assert "today" in inspect.signature(Comparison).parameters
    assert inspect.signature(Sandbox).parameters["as_of"].default == AS_OF
    assert date(2026, 11, 29) == AS_OF
