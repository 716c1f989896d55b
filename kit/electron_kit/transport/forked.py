"""A process that was forked begins clean: what its parent had taken is not its own.

Prefork servers and `multiprocessing` copy budgets, queues, locks, threads that are not there any
more, and connections on which the parent's answers come. Whoever keeps such state registers it.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forgets(Protocol):
    """Something that can begin anew in a child."""

    def begin_anew(self) -> None:
        """Forget what is the parent's; called in the child, where no other thread runs."""


_kept: WeakSet[Forgets] = WeakSet()
generation = 0
"""How often this process and those before it were forked: what is of another is not of this one."""


def forgets(thing: Forgets) -> None:
    """Have something begin anew in a child, as long as it lives."""
    _kept.add(thing)


def _in_child() -> None:
    global generation  # noqa: PLW0603  (a process has one)
    generation += 1
    for thing in list(_kept):
        thing.begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
