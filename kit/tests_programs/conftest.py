"""The recorders, the Pythons and the node that programs are run with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from proving import node
from proving.recorders import Recorders
from proving.run import REDIRECT, Bench, bench

OLD_PYTHON_SDK = "0.28.1"


@pytest.fixture(scope="session")
def recorders() -> Iterator[Recorders]:
    """The servers, on ports of their own for each worker."""
    with Recorders() as running:
        yield running


@pytest.fixture(scope="session")
def python(recorders: Recorders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """This Python, and the SDK before 1.0 in a folder."""
    place = tmp_path_factory.mktemp("old-sdk")
    uv = shutil.which("uv") or "uv"
    install = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(place)]
    environment = {name: value for name, value in os.environ.items() if name != "UV_CONSTRAINT"}
    subprocess.run([*install, f"openai=={OLD_PYTHON_SDK}"], check=True, env=environment)
    with bench(recorders) as ready:
        ready.old_sdks[OLD_PYTHON_SDK] = place
        yield ready


@pytest.fixture(scope="session")
def javascript(recorders: Recorders, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Node with the packages that the programs import."""
    here = Path(__file__).parent / "javascript"
    modules = node.installed(here / "package.json", tmp_path_factory.mktemp("node"))
    old = node.installed(here / "old-sdk.json", tmp_path_factory.mktemp("node-old"))
    command = [node.program(), "--require", str(REDIRECT / "redirect.cjs")]
    return Bench(recorders, command, None, {"3": old}, modules)
