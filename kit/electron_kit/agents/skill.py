"""``electron-kit skill``: the skill that ships with this version, for a coding agent."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from .. import __version__
from ..providers import ConfigurationError

NAME = "migrating-openai-to-electron"
SKILL = Path(__file__).parents[1] / ".agents" / "skills" / NAME
"""Where packages keep the skills that they ship, so that tools which look for them find it."""

_PLACE = Path(".agents") / "skills" / NAME
_STAMP = ".electron-kit-version"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = (
        "Print the skill for coding agents that belongs to this version, link it into a project, "
        "or remove it from there."
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--path", action="store_true", help="print the folder that holds it")
    chosen.add_argument(
        "--link",
        type=Path,
        nargs="?",
        const=Path(),
        metavar="PROJECT",
        help=f"link it into a project as {_PLACE.as_posix()} (the current folder)",
    )
    chosen.add_argument(
        "--remove",
        type=Path,
        nargs="?",
        const=Path(),
        metavar="PROJECT",
        help="remove it from a project again (the current folder)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print, link or remove, and return 0.

    Raises:
        ConfigurationError: The project is no folder, or something else stands in the place.
    """
    if arguments.path:
        print(SKILL)
    elif arguments.link is not None:
        print(f"The skill is in {link(arguments.link).as_posix()}.", file=sys.stderr)
    elif arguments.remove is not None:
        place = remove(arguments.remove)
        said = "is gone from" if place else "was not in"
        print(f"The skill {said} {(arguments.remove / _PLACE).as_posix()}.", file=sys.stderr)
    else:
        sys.stdout.write((SKILL / "SKILL.md").read_text(encoding="utf-8"))
    return 0


def link(project: Path) -> Path:
    """Link the skill into a project; a copy where links cannot be made.

    Args:
        project: The project's root.

    Returns:
        Where it is.

    Raises:
        ConfigurationError: The project is no folder, or something else stands in the place.
    """
    if not project.is_dir():
        raise ConfigurationError(f"{project} is no folder. Name the root of a project.")
    place = project / _PLACE
    _clear(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.symlink_to(SKILL, target_is_directory=True)
    except OSError:  # Windows without the right to make links
        shutil.copytree(SKILL, place)
        (place / _STAMP).write_text(f"{__version__}\n", encoding="utf-8")
    return place


def remove(project: Path) -> bool:
    """Remove the skill from a project, and the folders that are empty then.

    Args:
        project: The project's root.

    Returns:
        Whether it was there.

    Raises:
        ConfigurationError: Something else stands in the place.
    """
    place = project / _PLACE
    if not _clear(place):
        return False
    for folder in (place.parent, place.parent.parent):
        if any(folder.iterdir()):
            break
        folder.rmdir()
    return True


def _clear(place: Path) -> bool:
    """Take away what this command has put somewhere; say whether there was anything."""
    if place.is_symlink():
        place.unlink()
        return True
    if not place.exists():
        return False
    if not (place / _STAMP).exists():
        raise ConfigurationError(
            f"{place} is not this command's: it is no link and no copy made by it. "
            "Move it away first."
        )
    shutil.rmtree(place)
    return True
