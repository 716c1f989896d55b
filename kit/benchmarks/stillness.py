"""A machine that stands still: processes of a run are stopped now and then, and go on later.

Whatever a test leaves to chance in time shows sooner than beside busy neighbours, and the machine's
other users notice nothing. Linux: it finds the processes in ``/proc``.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

AT_ONCE = 3
PAUSE = (0.05, 0.3)  # seconds between two stops


@contextmanager
def now_and_then(root: int, longest: float) -> Iterator[list[int]]:
    """Stop some descendants of a process again and again, until the end.

    Args:
        root: The process, which is not stopped itself.
        longest: The most seconds for which they stand still.

    Yields:
        How many were stopped, each time.
    """
    over = threading.Event()
    stops: list[int] = []

    def stop() -> None:
        while not over.wait(random.uniform(*PAUSE)):
            below = descendants(root)
            some = random.sample(below, min(AT_ONCE, len(below)))
            _tell(some, signal.SIGSTOP)
            over.wait(random.uniform(0, longest))
            _tell(some, signal.SIGCONT)
            stops.append(len(some))

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        yield stops
    finally:
        over.set()
        thread.join()


def descendants(root: int) -> list[int]:
    """Return the processes that a process has begun, and those that these have."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended
                # The name, in brackets, may hold anything; the state and the parent follow.
                told = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(told[1])
    found = {root}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {root})


def _tell(processes: list[int], what: signal.Signals) -> None:
    for one in processes:
        with suppress(OSError):
            os.kill(one, what)
