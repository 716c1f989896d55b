"""A bar on standard error for scans that take their time; on a terminal only."""

from __future__ import annotations

import sys
import threading
import time
from typing import Self, TextIO

# A run that ends sooner shows nothing; after that a bar is drawn five times a second.
PATIENCE_SECONDS = 1.0
_EVERY = 0.2
_WIDTH = 24


class Bar:
    """Shows how far a scan is and for how long it has been going, once it has taken a second.

    Args:
        out: Where to draw; standard error by default.
        patience: Seconds until the first drawing.
    """

    def __init__(self, out: TextIO | None = None, patience: float = PATIENCE_SECONDS) -> None:
        """Start the clock."""
        self._patience = patience
        self.out = sys.stderr if out is None else out
        self._begin = time.monotonic()
        self._done = 0
        self._total = 0
        self._drawn = False
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start to draw, if this is a terminal."""
        if self.out.isatty():
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Stop and wipe the line."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        if self._drawn:
            self.out.write("\r\033[K")
            self.out.flush()

    def __call__(self, done: int, total: int) -> None:
        """Take note of how far the scan is.

        Args:
            done: The parts that are done.
            total: All parts.
        """
        self._done, self._total = done, total

    def _draw(self) -> None:
        if self._over.wait(self._patience):
            return
        while True:
            seconds = int(time.monotonic() - self._begin)
            total = max(self._total, 1)
            filled = _WIDTH * self._done // total
            bar = "#" * filled + "-" * (_WIDTH - filled)
            what = f"{100 * self._done // total:3d} %" if self._total else "reading"
            self.out.write(f"\r[{bar}] {what}, {seconds} s\033[K")
            self.out.flush()
            self._drawn = True
            if self._over.wait(_EVERY):
                return
