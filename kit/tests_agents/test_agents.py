"""Applications moved by the skill to the letter: what moved, what was left, which tests were green.

``AGENT_APPS`` names a folder with clones of the public ones, ``owner+name`` each, such as
``git clone --bare https://github.com/TheR1D/shell_gpt 'TheR1D+shell_gpt'``. Without it they are
skipped; with ``REQUIRE_APPS`` set that is a failure. ``RECORD_APPS`` writes down what was seen.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from applications import OWN, PUBLIC
from follow import Agent

HERE = Path(__file__).parent
SEEN = HERE / "seen.json"
PAGE = Path(__file__).parents[2] / "docs/check/agents.md"


@pytest.fixture
def project(tmp_path):
    return tmp_path / "project"


def kit():
    return [sys.executable, "-m", "electron_kit"]


def seen(name):
    return json.loads(SEEN.read_text(encoding="utf-8"))[name]


def held(name, outcome):
    """Compare with the record, or write it where that is asked for."""
    if os.environ.get("RECORD_APPS"):
        kept = json.loads(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else {}
        text = json.dumps({**kept, name: outcome}, indent=2, ensure_ascii=False, sort_keys=True)
        SEEN.write_text(text + "\n", encoding="utf-8")
    assert outcome == seen(name)


def test_our_own_application_moves_whole(project):
    """Its tests send all their requests to OpenAI before, and to Electron after."""
    shutil.copytree(HERE / "desk", project, ignore=shutil.ignore_patterns("__pycache__"))
    agent = Agent(project, OWN, kit(), [sys.executable])
    outcome = agent.follow()
    assert outcome["left"] == {}
    before, after = outcome["tests"]["before"], outcome["tests"]["after"]
    assert (before["openai"], before["electron"]) == (after["electron"], after["openai"])
    assert after["electron"] > 0
    assert "failed" not in after
    assert len(agent.ran) == 7
    held(OWN.name, outcome)


@pytest.mark.parametrize("application", PUBLIC, ids=lambda it: it.name)
def test_a_public_application_as_the_page_says(application, project):
    """What moved, what was left and why, its own tests before and after, and who was asked."""
    unpack(application, project)
    python = environment(application, project.parent / "env")
    held(application.name, Agent(project, application, kit(), [str(python)]).follow())


def environment(application, place):
    """Install what an application's tests need, and return its Python."""
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, place], check=True)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["uv", "pip", "install", "--quiet", "--python", python, *application.packages]
    kept = {name: it for name, it in os.environ.items() if name != "UV_CONSTRAINT"}
    subprocess.run(install, check=True, env=kept)
    return python


def unpack(application, project):
    """Copy one state of a clone; skip where there is none, unless it is required."""
    folder = os.environ.get("AGENT_APPS")
    clone = Path(folder or ".", application.name.replace("/", "+"))
    clone = next((it for it in (clone / "repo", clone) if it.is_dir()), clone)
    if not folder or not clone.is_dir():
        words = f"AGENT_APPS names no folder with a clone of {application.name}"
        pytest.fail(words) if os.environ.get("REQUIRE_APPS") else pytest.skip(words)
    done = subprocess.run(
        ["git", "-C", str(clone), "archive", application.commit], capture_output=True, check=True
    )
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(project, filter="data")
