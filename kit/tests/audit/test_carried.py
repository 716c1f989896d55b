"""Each weak rule through each kind of indirection, in small programs with what must be found.

`carried/*.txt` holds the programs: ``=== what it shows [CODES]``, its files after ``--- path``,
and ``#: CODE`` (``//: CODE``) on each line where one of CODES is to be found. No other line may
have one of them; ``*`` stands for every rule. They are written before the audit is run on them.
The usual run takes every eighth; `tox run -e thorough` all of them. `carried/unmet` holds those
that the audit does not meet yet, each still to be mended; `carried/pending` those that nobody has
run it on.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from electron_kit.audit import Options, Source, audit_sources

from ..conftest import THOROUGH

_FOLDER = Path(__file__).parent / "carried"
_BLOCK, _PART = re.compile(r"^=== ", re.MULTILINE), re.compile(r"^--- ", re.MULTILINE)
_MARK = re.compile(r"(?:#|//): ([A-Z0-9 ]+)$")


Marks = set[tuple[str, int, str]]


def _programs(folder: Path) -> dict[str, tuple[set[str], list[Source], Marks]]:
    found = {}
    for file in sorted(folder.glob("*.txt")):
        for block in _BLOCK.split(file.read_text(encoding="utf-8"))[1:]:
            head, _, body = block.partition("\n")
            name, _, codes = head.partition(" [")
            sources, marks = [], set()
            for part in _PART.split(body)[1:]:
                path, _, text = part.partition("\n")
                sources.append(Source(path, text.encode()))
                for number, line in enumerate(text.splitlines(), 1):
                    if mark := _MARK.search(line):
                        marks |= {(path, number, code) for code in mark[1].split()}
            found[f"{file.stem}: {name}"] = (set(codes.strip("]").split()), sources, marks)
    return found


PROGRAMS = _programs(_FOLDER)
UNMET = _programs(_FOLDER / "unmet")
RUN = list(PROGRAMS) if THOROUGH else list(PROGRAMS)[::8]


@pytest.mark.parametrize("name", RUN)
def test_what_a_request_is_made_of_is_found_wherever_it_stands(name: str) -> None:
    """And nothing of the kind where it is not."""
    codes, sources, marks = PROGRAMS[name]
    assert _found(codes, sources) == marks


def test_what_is_not_met_yet_is_known_to_be() -> None:
    """A program that the audit meets by now belongs to those that must go on being met."""
    names = list(UNMET) if THOROUGH else list(UNMET)[::5]
    met = [name for name in names if _found(*UNMET[name][:2]) == UNMET[name][2]]
    assert met == []


def _found(codes: set[str], sources: list[Source]) -> Marks:
    result = audit_sources(sources, Options(jobs=1))
    # A fault in an analysis leaves a file out, and where nothing is to be found that looks right.
    assert not [problem for problem in result.problems if problem.unread]
    return {(f.path, f.line, f.code) for f in result.findings if f.code in codes or codes == {"*"}}
