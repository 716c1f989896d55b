"""Lessons and their exercises in a kernel, for this env's tests and the sample in `kit/tests`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

from electron_kit.lesson.exercise import HOLDS, OURS

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
ANSWERS = Path(__file__).parent / "answers"
CELL_SECONDS = 120
HEAD = re.compile(r"^=== (\d+) (right|wrong: .+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """An answer to an exercise, written without a look at the lesson's own.

    Attributes:
        exercise: The exercise's number in its lesson, from 1.
        what: ``right``, or ``wrong:`` and why.
        code: The cell that takes the place of ``mine = None``.
    """

    exercise: int
    what: str
    code: str


def answers(lesson: str) -> list[Answer]:
    """Return the answers to a lesson's exercises."""
    _, *parts = HEAD.split((ANSWERS / f"{lesson}.txt").read_text(encoding="utf-8"))
    return [
        Answer(int(number), what, code.strip())
        for number, what, code in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


class Kernel(NotebookClient):
    """A kernel in which the cells of a lesson run one by one, any of them as often as wanted."""

    def __init__(self, lesson: str) -> None:
        """Read the lesson; the kernel starts by ``with kernel.setup_kernel()``."""
        super().__init__(
            nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4),
            timeout=CELL_SECONDS,
            kernel_name="python3",
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
            coalesce_streams=True,
            resources={"metadata": {"path": str(NOTEBOOKS)}},
        )

    def code(self) -> Iterator[tuple[int, nbformat.NotebookNode]]:
        """Yield the code cells and where each stands."""
        for at, cell in enumerate(self.nb.cells):
            if cell.cell_type == "code":
                yield at, cell

    def run(self, at: int) -> list[nbformat.NotebookNode]:
        """Run the cell there and return its outputs; a failure that is not expected is raised."""
        return self.execute_cell(self.nb.cells[at], at).outputs

    def attempt(self, given: int, code: str) -> tuple[bool, str]:
        """Put code in the place of ``mine = None``; return whether it holds, and what is said."""
        from nbclient.exceptions import CellExecutionError

        self.nb.cells[given].source = code
        self.run(given)
        check = next(at for at, _ in self.code() if at > given)
        try:
            outputs = self.run(check)
        except CellExecutionError as error:
            return False, f"{error.ename}: {error.evalue}"
        return True, "".join(output.get("text", "") for output in outputs)


def tried(lesson: str) -> list[tuple[int, str, str]]:
    """Run a lesson; at each exercise try ours and every answer; return what came out otherwise."""
    kernel, wrong, number = Kernel(lesson), [], 0
    with kernel.setup_kernel():
        for at, cell in list(kernel.code()):
            outputs = kernel.run(at)
            if "hide-cell" in cell.metadata.get("tags", ()):
                said = "".join(output.get("text", "") for output in outputs)
                if not said.endswith(f"{OURS}\n"):
                    wrong.append((number, "ours", said))
            elif cell.source == "mine = None":
                number += 1
                wrong += _misjudged(
                    kernel, at, [it for it in answers(lesson) if it.exercise == number]
                )
    assert number == max(answer.exercise for answer in answers(lesson))
    return wrong


def _misjudged(kernel: Kernel, given: int, those: list[Answer]) -> Iterator[tuple[int, str, str]]:
    for answer in those:
        holds, said = kernel.attempt(given, answer.code)
        print(answer.exercise, answer.what, "->", said.strip())
        right = answer.what == "right"
        spoken = said.endswith(f"{HOLDS}\n") if right else said.startswith("AssertionError: ")
        if holds is not right or not spoken:
            yield answer.exercise, answer.what, said
    kernel.nb.cells[given].source = "mine = None"
    kernel.run(given)
