"""Refreshing a notebook executes it and leaves one normal form."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from electron_kit.lesson import refresh


def write(path, *sources):
    """Write a notebook of code cells that were never executed."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    for cell in cells:
        cell.metadata["collapsed"] = True
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"authors": []}), path)
    return path


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A notebook that prints a number, refreshed once: a kernel takes a second to start."""
    path = write(tmp_path_factory.mktemp("fresh") / "one.ipynb", "print(6 * 7)", "6 * 7")
    assert refresh.main([str(path)]) == 0
    return path


@pytest.fixture
def notebook(fresh, tmp_path):
    """A copy of it."""
    return Path(shutil.copy(fresh, tmp_path))


def test_outputs_and_counts_are_written_and_the_rest_is_dropped(notebook):
    """After a refresh the file holds what nbval compares and no tool's leftovers."""
    saved = nbformat.read(notebook, as_version=4)
    assert [cell.execution_count for cell in saved.cells] == [1, 2]
    assert saved.cells[0].outputs[0].text == "42\n"
    assert dict(saved.cells[0].metadata) == {}
    assert dict(saved.metadata) == refresh.NOTEBOOK_METADATA


def test_refreshing_twice_changes_nothing(notebook, capsys):
    """The normal form is a fixed point."""
    before = notebook.read_bytes()
    assert refresh.main([str(notebook)]) == 0
    assert notebook.read_bytes() == before
    assert "1 notebooks executed, 0 changed" in capsys.readouterr().out


def test_check_reports_a_falsified_output_and_writes_nothing(notebook, capsys):
    """A number changed by hand is found."""
    falsified = notebook.read_text().replace("42", "43")
    notebook.write_text(falsified)
    assert refresh.main(["--check", str(notebook)]) == 1
    assert notebook.read_text() == falsified
    assert "would change" in capsys.readouterr().err


def test_a_cell_that_fails_stops_the_refresh_and_leaves_the_file(tmp_path):
    """A broken lesson is not written over with its traceback."""
    path = write(tmp_path / "bad.ipynb", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        refresh.main([str(path)])
    assert path.read_bytes() == before


def test_a_path_that_does_not_exist_is_named(capsys):
    """A typo in a path is an error, not an empty success."""
    with pytest.raises(SystemExit, match="2"):
        refresh.main(["no/such.ipynb"])
    assert "No notebook at no/such.ipynb" in capsys.readouterr().err


def test_checkpoints_are_not_lessons(tmp_path):
    """What JupyterLab keeps for itself is passed over."""
    (tmp_path / ".ipynb_checkpoints").mkdir()
    write(tmp_path / ".ipynb_checkpoints" / "one-checkpoint.ipynb", "1")
    kept = write(tmp_path / "one.ipynb", "1")
    assert list(refresh.find([tmp_path])) == [kept]


def test_what_jupyterlab_found_is_not_saved():
    """A kernel's name and a Python's version stay out of the file; a reader's own entries stay."""
    info = {"name": "python", "version": "3.99"}
    spec = {"display_name": "Mine", "name": "python3"}
    found = {"kernelspec": spec, "language_info": info, "mine": 1}
    model = {"type": "notebook", "content": nbformat.v4.new_notebook(metadata=found)}
    refresh.saved(model=model, path="one.ipynb", contents_manager=None)
    assert model["content"].metadata == {**refresh.NOTEBOOK_METADATA, "mine": 1}
    text = {"type": "file", "content": "kernelspec"}
    refresh.saved(model=text)
    assert text == {"type": "file", "content": "kernelspec"}
