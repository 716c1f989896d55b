"""Settings in ``pyproject.toml``, under ``[tool.electron-kit.audit]``.

The file is looked for beside the first path and in the folders above it. What the
command line says goes before what it says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..providers import ConfigurationError
from .facts import Confidence
from .finding import Style


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project has set; None where it has not.

    Attributes:
        select: Codes or prefixes to report.
        ignore: Codes or prefixes to leave out.
        exclude: Patterns of paths to leave out.
        confidence: The least confidence to report.
        style: How fixes are written.
        baseline: The baseline's file, as a path that can be opened.
        jobs: Processes to use.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    confidence: str | None = None
    style: str | None = None
    baseline: str | None = None
    jobs: int | None = None


_OURS = b"electron-kit"


def settings_for(paths: Sequence[str | Path]) -> Settings:
    """Return the settings that hold for some paths.

    Args:
        paths: What is to be audited; the first one's project counts.

    Raises:
        ConfigurationError: The file names the kit and is not TOML, or a setting is unknown or of
            the wrong type.
    """
    file = _file(Path(paths[0]) if paths else Path("."))
    if file is None:
        return Settings()
    data = b""
    try:
        data = file.read_bytes()
        tree = tomllib.loads(data.decode())
    except (OSError, ValueError) as error:
        if data and _OURS not in data:
            # Whatever is wrong with it: no setting is in it, and its code can be read.
            return Settings()
        raise ConfigurationError(
            f"{file} cannot be read: {error}. Mend it there, since the audit's settings may be "
            "in it, and run the command again."
        ) from None
    tool = tree.get("tool")
    kit = tool.get("electron-kit") if isinstance(tool, dict) else None
    if kit is not None and not isinstance(kit, dict):
        raise ConfigurationError(
            f"{file}: tool.electron-kit is {kit!r}, and not a table. The audit's settings are in "
            "the table [tool.electron-kit.audit]."
        )
    if stray := sorted((kit or {}).keys() - {"audit"}):
        raise ConfigurationError(
            f"{file}: there is no setting tool.electron-kit.{stray[0]}. The audit's are in the "
            "table [tool.electron-kit.audit]: move it there, or take it out."
        )
    table = kit.get("audit") if kit is not None else None
    if table is None:
        return Settings()
    if not isinstance(table, dict):
        raise ConfigurationError(f"{file}: tool.electron-kit.audit is not a table.")
    return _settings(table, file)


def _file(start: Path) -> Path | None:
    folder = start if start.is_dir() else start.parent
    for parent in (folder.absolute(), *folder.absolute().parents):
        if (parent / "pyproject.toml").is_file():
            return parent / "pyproject.toml"
        if (parent / ".git").exists():
            return None
    return None


def _settings(table: Mapping[str, Any], file: Path) -> Settings:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _READ:
            raise ConfigurationError(
                f"{file}: there is no setting tool.electron-kit.audit.{key}. There are "
                f"{', '.join(_READ)}."
            )
        read, wanted = _READ[key]
        try:
            values[key] = read(value)
        except ValueError:
            raise ConfigurationError(
                f"{file}: tool.electron-kit.audit.{key} is {value!r}; it takes {wanted}."
            ) from None
    if "baseline" in values:
        values["baseline"] = str(file.parent / values["baseline"])
    return Settings(**values)


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError
    return tuple(value)


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in _strings(value))


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


_LEVELS = [str(level) for level in Confidence]
_STYLES = [style.value for style in Style]
_READ: dict[str, tuple[Callable[[Any], Any], str]] = {
    "select": (_codes, "a list of codes"),
    "ignore": (_codes, "a list of codes"),
    "exclude": (_strings, "a list of patterns"),
    "confidence": (_one_of(*_LEVELS), " or ".join(_LEVELS)),
    "style": (_one_of(*_STYLES), " or ".join(_STYLES)),
    "baseline": (_text, "a path, relative to this file"),
    "jobs": (_count, "a number of processes"),
}
