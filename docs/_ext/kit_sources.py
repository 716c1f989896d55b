"""What a page is made of besides its own file: no build may show what is no longer so.

Sphinx reads a page again when its file has changed. Much of this site is rendered from the
package and shown on pages that quote it, so a digest of the contract, of the audit and of these
extensions is a setting of the build: when it differs, every page is read again. A page
rendered from other modules notes them as its own with `note_modules`.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import electron_kit

PACKAGE = Path(electron_kit.__file__).parent
EVERYWHERE = (PACKAGE / "contract", PACKAGE / "audit", Path(__file__).parent)


def digest(*folders: Path) -> str:
    """Return what stands for the files of these folders as they are."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.relative_to(folder).as_posix().encode() + b"\0")
                found.update(path.read_bytes())
    return found.hexdigest()


def note_modules(env: BuildEnvironment, *prefixes: str) -> None:
    """Let the page that is being read depend on the package's modules.

    Args:
        env: The build's environment.
        prefixes: Names of modules, such as ``"electron_kit.probe"``, each with those in it;
            all of the package if there is none.
    """
    paths = {
        Path(module.__file__)
        for name, module in tuple(sys.modules.items())
        if getattr(module, "__file__", None)
        and any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)
    }
    for path in sorted(paths or PACKAGE.rglob("*.py")):
        env.note_dependency(str(path))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    # A module that is new is no page's yet, so all of them are named as well.
    modules = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
    app.add_config_value("kit_sources", [digest(*EVERYWHERE), *modules], "env", [list])
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
