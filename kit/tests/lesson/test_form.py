"""The form of a lesson is checked, and each check can fail."""

import json

import pytest

from electron_kit.lesson import form


def code(source="x = 1", count=1, outputs=(), tags=()):
    """Return a code cell as it stands in a file."""
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {"tags": list(tags)},
        "outputs": list(outputs),
        "source": source,
    }


def prose(source):
    """Return a prose cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def shown(text):
    """Return an output that shows a text."""
    return {"output_type": "stream", "name": "stdout", "text": text}


HIDDEN = "with lesson.exercise(mine, answer) as solve:\n    assert solve(), 'It is empty.'"


def good():
    """Return the cells of a lesson that is in form."""
    opening = "# Do it\n" + "\n".join(f"{part}: ten minutes." for part in form.OPENING)
    cells = [code(count=number) for number in range(1, 8)]
    answer = code(HIDDEN, 8, tags=["hide-cell"])
    closing = [prose(f"{part}\nIt ends.") for part in form.CLOSING]
    return [prose(opening), *cells, prose("word " * 70), answer, *closing]


def problems(cells, lesson=True):
    """Return the problems of cells."""
    return list(form.problems(json.dumps({"cells": cells}), lesson=lesson))


def test_a_lesson_in_form_has_no_problem():
    """The checks pass what is right."""
    assert problems(good()) == []


def without(part):
    """Return a change that removes a part from every prose cell."""

    def change(cells):
        for cell in cells:
            cell["source"] = cell["source"].replace(part, "")

    return change


def long_cell(cells):
    """Give one cell seventeen lines."""
    cells[1]["source"] = "\n".join(["x = 1"] * 17)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cells: cells[3].update(execution_count=None), "nbval compares nothing"),
        (lambda cells: cells[3].update(execution_count=9), "nbval compares nothing"),
        (lambda cells: cells.pop(0), "not the title"),
        (without("**You'll need**"), "opening lacks"),
        (without("ten minutes"), "names no time"),
        (lambda cells: cells.pop(2), "7 code cells"),
        (without("## In practice"), "lacks '## In practice'"),
        (lambda cells: cells[-4]["metadata"].update(tags=[]), "no exercise"),
        (lambda cells: cells[-4].update(source="x = 1"), "asserts nothing"),
        (lambda cells: cells[-4].update(source="assert 1, 'One.'"), "is silent"),
        (lambda cells: cells[-4].update(source=HIDDEN.replace(", 'It is empty.'", "")), "no sen"),
        (lambda cells: cells[-5].update(source="word " * 500), "words of prose"),
        (lambda cells: cells[-5].update(source="word"), "words of prose"),
        (long_cell, "16 is the most"),
        (
            lambda cells: cells.insert(2, code(count=16)) or cells.insert(2, code(count=17)),
            "counts",
        ),
    ],
)
def test_each_departure_is_named(change, words):
    """A lesson out of form is told what is wrong."""
    cells = good()
    change(cells)
    assert words in " ".join(problems(cells))


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:43121/v1",
        "/home/me/lesson",
        "at 12:34:56",
        "<object at 0x7f3a9c0b1d30>",
        "sk_" + "live" * 6,
    ],
)
def test_what_changes_from_run_to_run_is_found_in_outputs(text):
    """A port, a path, a clock, an address or a key never stays in a committed output."""
    assert len(problems([code(outputs=[shown(text)])], lesson=False)) == 1


def test_the_command_names_the_file_and_fails(tmp_path, capsys):
    """A pre-commit hook learns which notebook is out of form."""
    path = tmp_path / "01_bad.ipynb"
    path.write_text(json.dumps({"cells": [code(count=None)]}))
    assert form.main([str(path)]) == 1
    assert "01_bad.ipynb: The execution counts are [None]" in capsys.readouterr().out
