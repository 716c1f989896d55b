"""Run the lessons against the real endpoint, at the plan's pace, and say which claims held.

``python -m electron_kit.lesson.live notebooks`` is ``tox run -e live``. It says who will answer
and be paid, or refuses by name; the real keys stay in this process, see `proxy`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..contract import PLANS, STANDARD
from ..providers import ConfigurationError
from .live_claims import Claim, claims
from .mode import accounts, go_live
from .refresh import find

if TYPE_CHECKING:
    from .proxy import PacingProxy

CELL_SECONDS = 1800
"""How long one cell may take: it may wait for several of the plan's minutes."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that was run.

    Attributes:
        name: The notebook's name.
        claims: What became of each code cell's claim.
        requests: Requests that went to the real endpoints.
    """

    name: str
    claims: tuple[Claim, ...]
    requests: int

    @property
    def held(self) -> int:
        """How many claims held."""
        return sum(claim.held for claim in self.claims)

    def __str__(self) -> str:
        """Return the lesson's lines of the report."""
        same = sum(claim.same for claim in self.claims)
        head = (
            f"{self.name:<28} {self.held} of {len(self.claims)} claims held, "
            f"{same} outputs the same to the letter, {self.requests} requests"
        )
        failed = [f"  cell {it.cell}: {it.why}" for it in self.claims if not it.held]
        return "\n".join([head, *failed])


def run_one(path: Path, proxy: PacingProxy, env: dict[str, str]) -> Lesson:
    """Run a lesson to its end, whatever fails, and return what became of its claims.

    Args:
        path: The notebook; it is not written.
        proxy: The way to the endpoints.
        env: The environment of its kernel.
    """
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    committed = nbformat.read(path, as_version=4)
    executed = nbformat.read(path, as_version=4)
    total = sum(cell.cell_type == "code" for cell in executed.cells)
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None

    def progress(cell: Any, cell_index: int, **_: Any) -> None:
        if cell.cell_type == "code":
            done = sum(it.cell_type == "code" for it in executed.cells[: cell_index + 1])
            _tell(f"{path.stem} {done}/{total}")

    before = sum(proxy.forwarded[name] for name in proxy.accounts)
    client = NotebookClient(
        executed,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        allow_errors=True,
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=progress,
    )
    client.execute(env=env)
    requests = sum(proxy.forwarded[name] for name in proxy.accounts) - before
    return Lesson(path.name, tuple(claims(committed.cells, executed.cells)), requests)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def add_pace(parser: argparse.ArgumentParser) -> None:
    """Let a command be told which plan the account has."""
    parser.add_argument(
        "--plan", choices=list(PLANS), default=STANDARD.name, help="whose limits to keep (standard)"
    )
    parser.add_argument("--minute", type=float, default=60.0, help=argparse.SUPPRESS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the lessons live; return 0 if all claims held, 1 if one did not, 2 without a key."""
    parser = argparse.ArgumentParser(prog="python -m electron_kit.lesson.live")
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("notebooks")])
    add_pace(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    arguments = parser.parse_args(argv)
    try:
        real = accounts(os.environ)
        print("\n".join(go_live(dict(os.environ))), flush=True)
        paths = list(find(arguments.paths))
    except ConfigurationError as error:
        print(f"live: {error}", file=sys.stderr)
        return 2
    except FileNotFoundError as error:
        parser.error(str(error))
    from .proxy import PacingProxy

    lessons = []
    env = dict(os.environ)
    with PacingProxy(real, PLANS[arguments.plan], arguments.minute) as proxy:
        proxy.prepare(env)
        for path in paths:
            lessons.append(run_one(path, proxy, env))
            print(lessons[-1], flush=True)
        stood_in = proxy.forwarded["sandbox"]
    whole = sum(len(lesson.claims) for lesson in lessons)
    held = sum(lesson.held for lesson in lessons)
    print(
        f"{len(lessons)} lessons, {held} of {whole} claims held; {stood_in} requests were answered "
        "by a sandbox: those that ask for a fault, and OpenAI's where it has no key"
    )
    if arguments.json is not None:
        told = [{**asdict(lesson), "held": lesson.held} for lesson in lessons]
        arguments.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return int(held < whole)


if __name__ == "__main__":
    raise SystemExit(main())
