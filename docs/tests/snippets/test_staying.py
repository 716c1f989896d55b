"""The two edits that the page on OpenAI's models compares: both run, and the count is theirs."""

import difflib
from pathlib import Path

import pytest
import run_snippets as runner

from electron_kit.contract import ending
from electron_kit.sandbox import Sandbox

STAYING = Path(__file__).parents[2] / "snippets/staying"
PAGE = Path(__file__).parents[2] / "reference/openai_models.md"
LAST_DAY = ending("gpt-4o-mini").on


@pytest.fixture(scope="module")
def after_the_end():
    """A sandbox on the day on which gpt-4o-mini ends."""
    with Sandbox(as_of=LAST_DAY) as running:
        yield running


def changed(name):
    """Return how many lines an edit removes and adds."""
    before, after = ((STAYING / f"{it}.py").read_text().splitlines() for it in ("before", name))
    lines = list(difflib.unified_diff(before, after, lineterm=""))[2:]
    return sum(line[0] in "+-" for line in lines)


def test_before_the_end_the_call_works_and_after_it_does_not(after_the_end):
    """The reason to edit it at all."""
    with Sandbox() as sandbox:
        assert runner.run(STAYING / "before.py", sandbox).code == 0
    done = runner.run(STAYING / "before.py", after_the_end)
    assert done.code == 1
    assert "has been deprecated" in done.errors


def test_the_new_name_alone_is_refused(after_the_end, tmp_path):
    """OpenAI's own substitute takes neither the limit's name nor tools without an effort."""
    text = (STAYING / "before.py").read_text(encoding="utf-8")
    name = tmp_path / "name.py"
    name.write_text(text.replace("gpt-4o-mini", "gpt-6-luna"), encoding="utf-8")
    assert "400" in runner.run(name, after_the_end).errors


@pytest.mark.parametrize(("name", "dialect"), [("stay", "openai"), ("move", "electron")])
def test_either_edit_works_after_the_end(name, dialect, after_the_end):
    """Both programs print the same call's arguments and the title."""
    done = runner.run(STAYING / f"{name}.py", after_the_end)
    assert done.code == 0, done.errors
    assert done.output == '{"city": "Pune"}\nWeather in Pune\n'
    assert [one.dialect for one in done.exchanges] == [dialect] * 2


def test_the_page_counts_the_lines_of_the_edits():
    """The numbers on the page are those of the files beside it."""
    stay, move = changed("stay"), changed("move")
    assert f"**{stay}** lines against **{move}**" in PAGE.read_text(encoding="utf-8")
    assert stay > move
