"""The start page's table is made from the lessons, so that a new one is one file."""

import json
from pathlib import Path

import pytest

from electron_kit.lesson import contents

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
OPENING = "# Do it\n\n**You'll do**: one thing.\n\n**You'll need**: twenty-five minutes."


def lesson(folder, name, opening=OPENING):
    """Write a lesson that has nothing but its first cell."""
    cells = [{"cell_type": "markdown", "source": opening}]
    (folder / name).write_text(json.dumps({"cells": cells}), encoding="utf-8")


def test_a_new_lesson_is_a_row(tmp_path):
    """Number and address come from the file's name, the rest from its first cell."""
    lesson(tmp_path, "10_do_it.ipynb")
    lesson(tmp_path, "02_do_more.ipynb", OPENING.replace("Do it", "Do more"))
    lesson(tmp_path, "index.ipynb")
    assert contents.table(tmp_path).splitlines()[2:] == [
        "| 2 | [Do more](02_do_more.ipynb) | one thing | 25 |",
        "| 10 | [Do it](10_do_it.ipynb) | one thing | 25 |",
    ]


@pytest.mark.parametrize("part", ["**You'll do**", "minutes"])
def test_a_lesson_that_does_not_say_it_is_named(tmp_path, part):
    """Its file is in the error."""
    lesson(tmp_path, "10_do_it.ipynb", OPENING.replace(part, "—"))
    with pytest.raises(ValueError, match=r"10_do_it\.ipynb"):
        contents.table(tmp_path)


def test_the_start_page_has_the_table_of_the_lessons_there_are():
    """Where this fails, `tox run -e refresh` writes it."""
    cells = json.loads((NOTEBOOKS / "index.ipynb").read_text(encoding="utf-8"))["cells"]
    (shown,) = ("".join(cell["source"]) for cell in cells if cell["id"] == contents.CELL)
    assert shown == contents.table(NOTEBOOKS)
