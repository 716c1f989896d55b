"""The committed lessons are in form, and the test that compares them can fail."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from electron_kit import OPENAI
from electron_kit.contract import Use, ending, read_name
from electron_kit.lesson import form, refresh

from .conftest import THOROUGH

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = list(refresh.find([NOTEBOOKS]))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_in_form(path):
    """Every code cell is executed and counted, and the form of CONTRIBUTING.md holds."""
    text = path.read_text(encoding="utf-8")
    assert list(form.problems(text, lesson=path.name[0].isdigit())) == []


@pytest.mark.parametrize("path", LESSONS if THOROUGH else LESSONS[:1], ids=lambda path: path.stem)
def test_executing_a_lesson_again_changes_nothing(path):
    """Re-executed and normalised, the file is the same byte for byte; nbval compares the others."""
    assert asyncio.run(refresh.refreshed(path)) == path.read_text(encoding="utf-8")


MODEL = re.compile(r"""["'`]((?:ft:)?(?:gpt|chatgpt|o\d)[\w.:-]*)["'`]""")
NAMED = {"01_move_one_call": {"gpt-4o"}}
"""Models that a lesson names for a reason beside the one that a reader has."""


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_asks_for_a_model_that_a_reader_has(path):
    """One name in all lessons: the kit's default, which has no end; others have a reason."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    named = {
        name
        for cell in cells
        for name in MODEL.findall("".join(cell["source"]))
        if read_name(name).use is not Use.FOREIGN
    }
    assert named - NAMED.get(path.stem, set()) <= {OPENAI.default_model}
    assert ending(OPENAI.default_model) is None


NEXT_DIGIT = str.maketrans("0123456789", "1234567890")


def nbval(*paths):
    """Run notebooks as `tox run -e notebooks` does and return what came of it."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--nbval"]
    return subprocess.run(
        [*command, "--nbval-current-env", *map(str, paths)],
        cwd=NOTEBOOKS,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def falsify(path, change, to):
    """Write the first cells of a lesson with one thing changed, and return where."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = notebook["cells"][: change(notebook["cells"]) + 1]
    to.write_text(json.dumps(notebook), encoding="utf-8")
    return to


def change_a_digit(cells):
    """Change one number in one output, and return in which cell."""
    for place, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            for number, line in enumerate(output.get("text", [])):
                if any(map(str.isdigit, line)):
                    output["text"][number] = line.translate(NEXT_DIGIT)
                    return place
    raise AssertionError("the lesson prints no number")


def break_a_cell(cells):
    """Put an error into the second code cell, and return where it stands."""
    place = [at for at, cell in enumerate(cells) if cell["cell_type"] == "code"][1]
    cells[place]["source"] = ["1 / 0"]
    return place


def test_a_falsified_lesson_fails(tmp_path):
    """One number or one cell changed is enough to turn a run red, at that cell and no other."""
    lesson = NOTEBOOKS / "01_move_one_call.ipynb"
    done = nbval(
        falsify(lesson, change_a_digit, tmp_path / "digit.ipynb"),
        falsify(lesson, break_a_cell, tmp_path / "broken.ipynb"),
    )
    assert done.returncode == 1, done.stdout
    failed = re.findall(r"^FAILED \S*?(\w+)\.ipynb::", done.stdout, re.MULTILINE)
    assert sorted(failed) == ["broken", "digit"], done.stdout
