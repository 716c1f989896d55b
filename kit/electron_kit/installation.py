"""How this very installation gets an extra: from where it came, by what installed it.

A message that names a package index helps nobody who installed from a clone, and the
command ``pip`` helps nobody whose environment has none.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .providers import without_userinfo

NAME = "electron-migration-kit"
COMMAND = "electron-kit"
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
_NAME = re.compile(r"[\w.-]+")
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
    if _is_uvx(prefix):
        return _shell("uvx", "--from", wanted, COMMAND, "…")
    if (prefix / "uv-receipt.toml").exists():
        return _shell("uv", "tool", "install", "--force", *editable, wanted)
    if (prefix / "pipx_metadata.json").exists():
        return _shell("pipx", "install", "--force", *editable, wanted)
    if wanted.startswith(f"{NAME}[") and " @ " not in wanted:
        # A folder of wheels, say: what the extra needs has names that are known everywhere.
        return _shell(*_installer(prefix), *(_libraries(found, extra) or [wanted]))
    return _shell(*_installer(prefix), *editable, wanted)


def how_to_call(
    of: Distribution | None = None, prefix: Path | None = None, called: str | None = None
) -> str:
    """Return how the command that runs now is typed again: not every shell finds it by its name.

    Args:
        of: The installed kit; this one by default.
        prefix: The environment that it is installed in; this one by default.
        called: How it was called, as a path; how this process was, by default.
    """
    if _is_uvx(Path(sys.prefix) if prefix is None else prefix):
        found = distribution(NAME) if of is None else of
        return _shell("uvx", "--from", _requirement(found, _added(found))[0], COMMAND)
    path = Path(sys.argv[0] if called is None else called)
    known = shutil.which(COMMAND)
    if path.stem == COMMAND and path.exists() and not (known and path.samefile(known)):
        return _shell(str(path))
    return COMMAND


def _is_uvx(prefix: Path) -> bool:
    return any(part.startswith(_UVX) for part in prefix.parts)


def _added(found: Distribution) -> str:
    """Return the extras whose libraries are all there."""
    extras = dict.fromkeys(_EXTRA.findall(" ".join(found.requires or ())))
    return ",".join(it for it in extras if all(map(_is_there, _libraries(found, it))))


def _is_there(requirement: str) -> bool:
    try:
        distribution(_NAME.match(requirement)[0])  # type: ignore[index]
    except PackageNotFoundError:
        return False
    return True


def _requirement(found: Distribution, extra: str) -> tuple[str, list[str]]:
    """Return what to install, and the flag for a checkout that is to stay editable."""
    told = found.read_text("direct_url.json")
    brackets = f"[{extra}]" if extra else ""
    if told is None:
        return NAME + brackets, []
    direct = json.loads(told)
    url = without_userinfo(direct["url"])
    if "dir_info" in direct:
        place = url2pathname(urlsplit(url).path) + brackets
        return place, ["-e"] if direct["dir_info"].get("editable") else []
    if "vcs_info" in direct:
        asked = direct["vcs_info"].get("requested_revision")
        url = f"{direct['vcs_info']['vcs']}+{url}" + (f"@{asked}" if asked else "")
    return f"{NAME}{brackets} @ {url}", []


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
