"""The table of lessons on the start page, made from the lessons themselves.

A lesson says in its first cell what one does in it and how many minutes it takes; its file's
name has its number. So a new lesson is one file, and `lesson.refresh` puts it into the table.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

CELL = "lessons"
"""The id of the start page's cell that holds the table."""

MINUTES = {"five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30}
"""The words that an opening has for how long a lesson takes."""

_DOES = re.compile(r"^\*\*You'll do\*\*: (.+)\.$", re.MULTILINE)
_TAKES = re.compile(rf"\b({'|'.join(sorted(MINUTES, key=len, reverse=True))}) minutes\b", re.I)


class Entry(NamedTuple):
    """A lesson as the table has it.

    Attributes:
        number: Its place in the order, from its file's name.
        file: That name.
        title: Its title.
        does: What one does in it, in half a sentence.
        minutes: How long it takes.
    """

    number: int
    file: str
    title: str
    does: str
    minutes: int


def minutes_of(opening: str) -> int | None:
    """Return how many minutes an opening says that a lesson takes, or None if it does not."""
    found = _TAKES.search(opening)
    return MINUTES[found[1].lower()] if found else None


def entries(folder: Path) -> list[Entry]:
    """Return the lessons of a folder in their order.

    Args:
        folder: Where the notebooks are; a lesson's name begins with its number.

    Raises:
        ValueError: A lesson's first cell does not say what one does, or how long it takes.
    """
    found = []
    for path in sorted(folder.glob("[0-9]*.ipynb")):
        opening = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        does, minutes = _DOES.search(opening), minutes_of(opening)
        if does is None or minutes is None:
            raise ValueError(
                f"{path.name}: the first cell has to say **You'll do**: … and one of "
                f"{', '.join(MINUTES)} minutes."
            )
        title = opening.splitlines()[0].removeprefix("# ")
        found.append(Entry(int(path.name.split("_")[0]), path.name, title, does[1], minutes))
    return found


def table(folder: Path) -> str:
    """Return the table of a folder's lessons, as Markdown."""
    rows = [
        f"| {it.number} | [{it.title}]({it.file}) | {it.does} | {it.minutes} |"
        for it in entries(folder)
    ]
    return "\n".join(["| | lesson | you'll do | minutes |", "|---|---|---|---|", *rows])
