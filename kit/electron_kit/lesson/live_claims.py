"""What a lesson claims, cell by cell, and whether it held when it was run again.

A claim is what a cell is expected to do wherever it runs: to run, or to fail with the error that
is shown, and to print what has the form of what is shown. The words of a model may differ; the
number of lines, and the word that each begins with, may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Cell = dict[str, Any]
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Claim:
    """One code cell, run again.

    Attributes:
        cell: Its number among the code cells, from 1.
        why: What did not hold; empty if it did.
        same: Whether what it shows is the same to the letter.
    """

    cell: int
    why: str
    same: bool

    @property
    def held(self) -> bool:
        """Whether the claim held."""
        return not self.why


def claims(committed: list[Cell], executed: list[Cell]) -> list[Claim]:
    """Return what became of each code cell's claim.

    Args:
        committed: The cells as they are in the repository.
        executed: The same cells with the outputs of another run.
    """
    pairs = zip(_code(committed), _code(executed), strict=True)
    return [_claim(number, said, seen) for number, (said, seen) in enumerate(pairs, 1)]


def _code(cells: list[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells if cell["cell_type"] == "code")


def _claim(number: int, said: Cell, seen: Cell) -> Claim:
    if seen.get("execution_count") is None and "".join(said["source"]).strip():
        return Claim(number, "it was not run", same=False)
    before, after = _error(said), _error(seen)
    if before != after:
        wanted = f"not {before}" if before else "where none is shown"
        shown = _message(seen)
        return Claim(
            number, f"{shown or 'it ran'}, {wanted}" if after else "it did not fail", False
        )
    texts = [_text(output) for output in said["outputs"]], [_text(it) for it in seen["outputs"]]
    # Who answers is said in the first cell of every lesson, and is meant to differ.
    if "lesson.start()" in "".join(said["source"]):
        return Claim(number, "", same=texts[0] == texts[1])
    return Claim(number, _form_differs(said["outputs"], seen["outputs"]), texts[0] == texts[1])


def _error(cell: Cell) -> str:
    return next((str(it["ename"]) for it in cell["outputs"] if it["output_type"] == "error"), "")


def _message(cell: Cell) -> str:
    return next(
        (
            f"{it['ename']}: {' '.join(str(it['evalue']).split())[:160]}"
            for it in cell["outputs"]
            if it["output_type"] == "error"
        ),
        "",
    )


def _text(output: Cell) -> str:
    if output["output_type"] == "stream":
        text = output["text"]
    elif output["output_type"] == "error":
        return str(output["ename"])
    else:
        text = output.get("data", {}).get("text/plain", "")
    return _ANSI.sub("", text if isinstance(text, str) else "".join(text))


def _form_differs(said: list[Cell], seen: list[Cell]) -> str:
    kinds = [it["output_type"] for it in said], [it["output_type"] for it in seen]
    if kinds[0] != kinds[1]:
        return (
            f"it shows {', '.join(kinds[1]) or 'nothing'}, not {', '.join(kinds[0]) or 'nothing'}"
        )
    for before, after in zip(said, seen, strict=True):
        if before["output_type"] != "stream":
            continue
        lines, others = _text(before).splitlines(), _text(after).splitlines()
        if len(lines) != len(others):
            return f"it prints {len(others)} lines, not {len(lines)}"
        if len(lines) > 1:
            for line, other in zip(lines, others, strict=True):
                if line.split()[:1] != other.split()[:1]:
                    return f"a line begins with {other[:30]!r}, not {line[:30]!r}"
    return ""
