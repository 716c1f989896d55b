"""The form of a lesson, as checks: what a reader meets in every one, and what nbval needs.

``python -m electron_kit.lesson.form FILE…`` prints what is wrong and exits with 1.
The reasons are in ``CONTRIBUTING.md`` under *A lesson*.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from . import contents

Cell = dict[str, Any]

OPENING = ("**You'll do**", "**You'll learn**", "**You'll need**")
CLOSING = ("## In practice", "## Roads not taken", "## Further reading")
CODE_CELLS = range(8, 26)
MEDIAN_LINES = 4
MOST_LINES = 16
WORDS_A_LINE = (10, 15)

# What differs from run to run or from machine to machine, and what must never be shown.
VOLATILE = {
    "a port or a local address": re.compile(r"127\.0\.0\.1|localhost:\d|\[::1\]"),
    "a path of a machine": re.compile(r"(?<![\w.])/(home|Users|root|tmp|usr|opt|work)/"),
    "a time of day": re.compile(r"\b\d\d:\d\d:\d\d\b"),
    "a memory address": re.compile(r"0x[0-9a-f]{8,}"),
    "a key": re.compile(r"\bsk[-_](?!sandbox\b)[A-Za-z0-9]{12,}"),
}


def problems(text: str, *, lesson: bool) -> Iterator[str]:
    """Yield what is wrong with a notebook, a sentence each.

    Args:
        text: The notebook file's text.
        lesson: Whether the form of a lesson is asked for too, beyond what every notebook owes.
    """
    cells: list[Cell] = json.loads(text)["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    yield from _counts(code)
    yield from _outputs(code)
    if lesson:
        prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        yield from _frame(prose)
        yield from _measure(code, prose)
        yield from _answers(code)


def _counts(code: Sequence[Cell]) -> Iterator[str]:
    counts = [cell.get("execution_count") for cell in code]
    if counts != list(range(1, len(code) + 1)):
        yield (
            f"The execution counts are {counts}, not 1 to {len(code)}: nbval compares nothing in a "
            "cell without a count. Run `tox run -e refresh`."
        )


def _outputs(code: Sequence[Cell]) -> Iterator[str]:
    for number, cell in enumerate(code, 1):
        shown = json.dumps(cell.get("outputs", []))
        for what, pattern in VOLATILE.items():
            if found := pattern.search(shown):
                yield f"Code cell {number} shows {what}: {found.group()!r}."


def _frame(prose: Sequence[str]) -> Iterator[str]:
    if not prose or not prose[0].startswith("# "):
        yield "The first cell is not the title."
        return
    yield from (f"The opening lacks {part}." for part in OPENING if part not in prose[0])
    if contents.minutes_of(prose[0]) is None:
        yield f"The opening names no time: one of {', '.join(contents.MINUTES)} minutes."
    yield from (
        f"The lesson lacks {part!r}."
        for part in CLOSING
        if not any(part in text.splitlines() for text in prose)
    )


def _measure(code: Sequence[Cell], prose: Sequence[str]) -> Iterator[str]:
    lengths = [len(lines(cell)) for cell in code]
    if len(code) not in CODE_CELLS:
        yield f"{len(code)} code cells; a lesson has {CODE_CELLS[0]} to {CODE_CELLS[-1]}."
    if lengths and median(lengths) > MEDIAN_LINES:
        yield f"The median cell has {median(lengths)} lines; {MEDIAN_LINES} is the most."
    for number, length in enumerate(lengths, 1):
        if length > MOST_LINES:
            yield f"Code cell {number} has {length} lines; {MOST_LINES} is the most."
    words = sum(len(text.split()) for text in prose)
    # A hidden answer is no line that a reader has to get through.
    ratio = words / max(1, sum(len(lines(cell)) for cell in code if not _is_answer(cell)))
    if not WORDS_A_LINE[0] <= ratio <= WORDS_A_LINE[1]:
        yield f"{ratio:.1f} words of prose a code line; {WORDS_A_LINE[0]} to {WORDS_A_LINE[1]}."


def _answers(code: Sequence[Cell]) -> Iterator[str]:
    answers = [cell for cell in code if _is_answer(cell)]
    if not answers:
        yield "The lesson has no exercise with a hidden answer."
    for cell in answers:
        source, number = "".join(cell["source"]), code.index(cell) + 1
        if "with lesson.exercise(mine, answer)" not in source:
            yield f"The hidden answer in code cell {number} is silent: use lesson.exercise."
        claims = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
        if not claims:
            yield f"The hidden answer in code cell {number} asserts nothing."
        if any(node.msg is None for node in claims):
            yield f"An assertion in code cell {number} has no sentence that says what is wrong."


def _is_answer(cell: Cell) -> bool:
    return "hide-cell" in cell["metadata"].get("tags", [])


def lines(cell: Cell) -> list[str]:
    """Return the lines of a cell's code that are not blank."""
    return [line for line in "".join(cell["source"]).splitlines() if line.strip()]


def main(argv: Sequence[str] | None = None) -> int:
    """Check the files and folders named, print the problems and return 1 if there were any."""
    found = 0
    given = [Path(name) for name in (sys.argv[1:] if argv is None else argv)]
    for path in (it for one in given for it in (sorted(one.glob("*.ipynb")) or [one])):
        text = path.read_text(encoding="utf-8")
        for problem in problems(text, lesson=path.name[:1].isdigit()):
            print(f"{path}: {problem}")
            found += 1
    return int(found > 0)


if __name__ == "__main__":
    raise SystemExit(main())
