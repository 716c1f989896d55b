"""How this very installation gets an extra: from where it came, by what installed it.

A message that names a package index helps nobody who installed from a clone, and the
command ``pip`` helps nobody whose environment has none.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .providers import without_userinfo

NAME = "electron-migration-kit"
_UVX = ("archive-v0", "builds-v0", "environments-v")


def how_to_add(extra: str, of: Distribution | None = None, prefix: Path | None = None) -> str:
    """Return the command that adds an extra to this installation.

    Args:
        extra: The extra, such as ``"audit"``.
        of: The installed kit; this one by default.
        prefix: The environment that it is installed in; this one by default.
    """
    prefix = Path(sys.prefix) if prefix is None else prefix
    try:
        found = distribution(NAME) if of is None else of
    except PackageNotFoundError:
        return f"install what pyproject.toml lists under the extra {extra!r}"
    wanted, editable = _requirement(found, extra)
    if any(part.startswith(_UVX) for part in prefix.parts):
        return _shell("uvx", "--from", wanted, "electron-kit", "…")
    if (prefix / "uv-receipt.toml").exists():
        return _shell("uv", "tool", "install", "--force", *editable, wanted)
    if (prefix / "pipx_metadata.json").exists():
        return _shell("pipx", "install", "--force", *editable, wanted)
    if wanted.startswith(f"{NAME}[") and " @ " not in wanted:
        # A folder of wheels, say: what the extra needs has names that are known everywhere.
        return _shell(*_installer(prefix), *(_libraries(found, extra) or [wanted]))
    return _shell(*_installer(prefix), *editable, wanted)


def _requirement(found: Distribution, extra: str) -> tuple[str, list[str]]:
    """Return what to install, and the flag for a checkout that is to stay editable."""
    told = found.read_text("direct_url.json")
    if told is None:
        return f"{NAME}[{extra}]", []
    direct = json.loads(told)
    url = without_userinfo(direct["url"])
    if "dir_info" in direct:
        place = f"{url2pathname(urlsplit(url).path)}[{extra}]"
        return place, ["-e"] if direct["dir_info"].get("editable") else []
    if "vcs_info" in direct:
        asked = direct["vcs_info"].get("requested_revision")
        url = f"{direct['vcs_info']['vcs']}+{url}" + (f"@{asked}" if asked else "")
    return f"{NAME}[{extra}] @ {url}", []


def _libraries(found: Distribution, extra: str) -> list[str]:
    needs = [need.partition(";") for need in found.requires or ()]
    named = re.compile(rf"extra\s*==\s*['\"]{re.escape(extra)}['\"]")
    windows = re.compile(r"sys_platform\s*!=\s*['\"]win32['\"]")
    return [
        need.strip()
        for need, _, marker in needs
        if named.search(marker) and not (os.name == "nt" and windows.search(marker))
    ]


def _installer(prefix: Path) -> list[str]:
    """Return the command that installs into this environment: one made by uv has no pip."""
    if find_spec("pip") is None:
        return ["uv", "pip", "install", "--python", str(prefix)]
    return [sys.executable, "-m", "pip", "install"]


def _shell(*words: str) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
