"""The rooms of the package: how many modules and lines, the longest file, the tests.

    python kit/benchmarks/rooms.py

prints the table that the site's page on contributing renders at each build. Examples of the
audit's rules, in their files or in ``examples``, are tests as well; those that stand in files
of their own are counted with the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "kit" / "electron_kit"
TESTS = ROOT / "kit" / "tests"
LONG = 400
"""Lines from which a file is looked at for its second noun."""


@dataclass(frozen=True, slots=True)
class Room:
    """A folder or a module of the package.

    Attributes:
        name: Its name, with its folders.
        modules: How many files of code it has.
        lines: Their lines.
        longest: The longest of them, with its lines.
        tests: Lines of the tests that bear its name, and of examples that are tests.
    """

    name: str
    modules: int
    lines: int
    longest: tuple[str, int]
    tests: int


def lines_of(paths: Iterable[Path]) -> int:
    """Return how many lines files have."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def is_examples(path: Path) -> bool:
    """Say whether a file holds examples of the audit's rules: ``examples.py``, or in a folder."""
    return path.name == "examples.py" or path.parent.name == "examples"


def room(place: Path, inside: bool = True) -> Room:
    """Return what a folder or module holds.

    Args:
        place: The folder, or the module's file.
        inside: Whether folders in it belong to it; else its own files alone do.
    """
    if place.is_dir():
        files = sorted(place.rglob("*.py") if inside else place.glob("*.py"))
    else:
        files = [place]
    examples = [path for path in files if is_examples(path)]
    code = [path for path in files if path not in examples]
    name = place.relative_to(PACKAGE).with_suffix("").as_posix()
    longest = max(code, key=lambda path: (lines_of([path]), path.name))
    return Room(
        name=name,
        modules=len(code),
        lines=lines_of(code),
        longest=(longest.relative_to(PACKAGE).as_posix(), lines_of([longest])),
        tests=lines_of([*examples, *_tests(name, inside)]),
    )


def _tests(name: str, inside: bool) -> list[Path]:
    folder, _, last = name.rpartition("/")
    found = [TESTS / folder / f"test_{last}.py"]
    place = TESTS / name
    found += place.rglob("*.py") if inside else place.glob("*.py")
    return [path for path in found if path.is_file()]


def rooms() -> list[Room]:
    """Return the rooms in the order of their names, the audit's own rooms below it."""
    places = [path for path in PACKAGE.iterdir() if _is_room(path)]
    found: list[Room] = []
    for place in sorted(places, key=lambda path: path.stem):
        if place.name != "audit":
            found.append(room(place))
            continue
        found.append(room(place, inside=False))
        found += [
            room(each) for each in sorted(place.iterdir()) if each.is_dir() and _is_room(each)
        ]
    return found


def _is_room(path: Path) -> bool:
    if path.is_dir():
        return (path / "__init__.py").exists()
    return path.suffix == ".py" and not path.name.startswith("_")


def table() -> str:
    """Return the rooms as a table in Markdown, with a sum."""
    every = rooms()
    rows = ["| room | modules | lines | longest file | tests |", "|---|--:|--:|---|--:|"]
    for each in every:
        path, lines = each.longest
        longest = f"`{path.rpartition('/')[2]}` " + (
            f"**{lines:,}**" if lines > LONG else f"{lines}"
        )
        tests = f"{each.tests:,}" if each.tests else ""
        rows.append(f"| `{each.name}` | {each.modules} | {each.lines:,} | {longest} | {tests} |")
    modules, lines = sum(each.modules for each in every), sum(each.lines for each in every)
    over = sum(lines_of([path]) > LONG for path in PACKAGE.rglob("*.py"))
    tests = lines_of(TESTS.rglob("*.py"))
    rows.append(f"| *all* | {modules} | {lines:,} | {over} files above {LONG} | {tests:,} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
