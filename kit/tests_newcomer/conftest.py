"""What tests share that type the README's commands: tox, an environment, a service to ask."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from electron_kit.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
TOX = [sys.executable, "-m", "tox"]
KEY = "sk_sandbox_real"
# The names of the kit's own variables, and of the tox that runs these tests.
OURS = ("OPENAI", "SMALLEST", "ELECTRON_KIT", "TOX_", "JUPYTER", "IPYTHON", "VIRTUAL_ENV")


def newcomer(**more: str) -> dict[str, str]:
    """Return the environment of somebody who has set these variables and no other of ours."""
    return {name: it for name, it in os.environ.items() if not name.startswith(OURS)} | more


def run(*command: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the checkout as a newcomer would, and return what came of it."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=newcomer(**env),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture
def real() -> Iterator[Sandbox]:
    """A sandbox on the standard plan that plays the real service."""
    with Sandbox(plan="standard") as sandbox:
        yield sandbox
