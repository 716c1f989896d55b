"""What happens before JupyterLab opens: lessons are trusted, and who answers is decided."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from electron_kit.contract import STANDARD
from electron_kit.lesson import lab
from electron_kit.lesson.mode import LIVE_TEXT, OPENAI_SANDBOX_TEXT, SANDBOX_TEXT
from electron_kit.sandbox import Sandbox

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def test_the_lessons_of_a_folder_are_trusted(tmp_path, monkeypatch):
    """A drawing is shown when a lesson is opened, and the files stay as they are."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    inside = tmp_path / "inside"
    inside.mkdir()
    path = Path(shutil.copy(NOTEBOOKS / "02_stream.ipynb", tmp_path))
    other = Path(shutil.copy(NOTEBOOKS / "03_call_tools.ipynb", inside))
    before = path.read_bytes()
    assert lab.trust(tmp_path) == 1
    notary = NotebookNotary()
    read = [nbformat.read(one, as_version=4) for one in (path, other)]
    assert [notary.check_signature(one) for one in read] == [True, False]
    notary.store.close()
    assert path.read_bytes() == before


KEY = "sk_sandbox_real"
FIRST_CELLS = """
import os
from electron_kit import chat, lesson
lesson.start()
print(chat("electron", messages=[{"role": "user", "content": "Reply with exactly: hello"}])
      .choices[0].message.content)
print(os.environ["SMALLEST_API_KEY"], "real" in str(dict(os.environ)))
"""


def in_a_kernel(env):
    """Run the start page's first cells where a kernel would, and return the lines."""
    command = [sys.executable, "-c", FIRST_CELLS]
    return subprocess.check_output(command, env=env, text=True).splitlines()


def environment(**more):
    ours = ("OPENAI", "SMALLEST", "ELECTRON_KIT")
    return {name: it for name, it in os.environ.items() if not name.startswith(ours)} | more


def test_with_a_key_the_first_cell_says_live_and_no_kernel_has_the_key():
    """The service is asked, at the plan's pace, which the first cell names too."""
    with Sandbox(plan="standard") as real:
        env = environment(SMALLEST_API_KEY=KEY, SMALLEST_BASE_URL=real.electron_url)
        with lab.answering(env, STANDARD) as mode:
            lines = in_a_kernel(env)
        assert mode == "live"
        assert lines[0] == LIVE_TEXT
        assert lines[1] == OPENAI_SANDBOX_TEXT
        assert f"{STANDARD.requests_per_minute} a minute" in lines[2]
        assert lines[3:] == ["hello", "sk_sandbox False"]
        assert [it.answer for it in real.requests] == ["hello"]


def test_without_a_key_the_first_cell_says_sandbox(in_process):
    """Nothing is changed before the lesson itself starts its sandbox."""
    env = environment()
    before = dict(env)
    with lab.answering(env, STANDARD) as mode:
        assert (mode, env) == ("sandbox", before)
        assert in_process(lambda: exec(FIRST_CELLS)).stdout.splitlines()[0] == SANDBOX_TEXT


def test_the_sandbox_can_be_asked_for_although_there_is_a_key():
    """The mode in the environment decides."""
    env = environment(SMALLEST_API_KEY=KEY, ELECTRON_KIT_MODE="sandbox")
    with lab.answering(env, STANDARD) as mode:
        assert mode == "sandbox"


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"SMALLEST_API_KEY": "sk-" + "b2" * 8}, "SMALLEST_API_KEY holds a key that starts with"),
        ({"ELECTRON_KIT_MODE": "life"}, "Choose 'sandbox' or 'live'"),
        ({"ELECTRON_KIT_MODE": "live"}, "SMALLEST_API_KEY is not set"),
    ],
)
def test_what_cannot_be_live_is_refused_before_jupyterlab_opens(
    env, says, tmp_path, monkeypatch, capsys
):
    """A sentence says what is wrong and how to open the lessons all the same."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    for name in ("SMALLEST_API_KEY", "SMALLEST_BASE_URL", "ELECTRON_KIT_MODE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert lab.main([]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "ELECTRON_KIT_MODE=sandbox" in said
    assert "b2b2" not in said


def test_a_plan_that_nobody_knows_is_named_with_the_known_ones(capsys):
    """The same sentence as for the command that runs all lessons."""
    with pytest.raises(SystemExit, match="2"):
        lab.main(["--plan", "gold"])
    said = capsys.readouterr().err
    assert "'gold'" in said
    assert "standard" in said
