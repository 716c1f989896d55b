"""How far a comparison is, and how long the rest will take at the plan's pace."""

from __future__ import annotations

import sys
from typing import TextIO

from .effort import effort_left, in_minutes
from .run import Comparison
from .sides import Answer

_WIDTH = 24


class Progress:
    """Says what came: a bar on a terminal, a line for each answer elsewhere.

    Args:
        out: Where to say it; standard error by default.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = sys.stderr if out is None else out
        self._terminal = self._out.isatty()

    def __call__(self, comparison: Comparison, answer: Answer) -> None:
        """Take note of an answer.

        Args:
            comparison: What it belongs to.
            answer: The answer.
        """
        total, left = comparison.total, comparison.left
        done = total - left
        line = f"[{done:,}/{total:,}] {answer.prompt} {answer.side}: {answer.error or 'answered'}"
        if not self._terminal:
            print(line, file=self._out, flush=True)
            return
        filled = _WIDTH * done // total
        bar = "#" * filled + "-" * (_WIDTH - filled)
        rest = f"{in_minutes(effort_left(comparison).minutes)} left" if left else "done"
        # An error stays to be read, above the bar; what was answered is passed over.
        above = f"\r{line}\033[K\n" if answer.error else "\r"
        end = "" if left else "\n"
        self._out.write(f"{above}[{bar}] {done:,} of {total:,}, {rest}\033[K{end}")
        self._out.flush()
