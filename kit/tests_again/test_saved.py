"""A lesson that is opened in JupyterLab and saved changes nothing in git."""

import pytest
from exercises import NOTEBOOKS
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config.loader import PyFileConfigLoader

LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
FOUND = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.11.99",
    },
}
"""What JupyterLab puts into a notebook when it has started its kernel."""


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_saved_lesson_is_the_same_file(lesson, tmp_path):
    """Jupyter's own contents manager, by the lab's configuration, writes the bytes it has read."""
    before = (NOTEBOOKS / lesson).read_bytes()
    (tmp_path / lesson).write_bytes(before)
    config = PyFileConfigLoader("jupyter_lab_config.py", path=str(NOTEBOOKS / ".jupyter"))
    manager = LargeFileManager(root_dir=str(tmp_path), config=config.load_config())
    model = manager.get(lesson)
    model["content"]["metadata"].update(FOUND)
    manager.save({"type": "notebook", "format": "json", "content": model["content"]}, lesson)
    assert (tmp_path / lesson).read_bytes() == before
