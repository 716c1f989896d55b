"""Streams that somebody left without closing them, found when their places are needed.

The SDK's stream and its generator refer to each other, so one that was left by ``break`` is freed
by the garbage collector only, which may take its time. Its place in flight is wanted sooner.
"""

from __future__ import annotations

import gc
import time

# A look at everything takes long in a large program: a queue that is full asks no oftener.
THOROUGHLY_EVERY_SECONDS = 5.0

UNDER_WAY: set[int] = set()
"""The streams that were handed on and have not ended, by the identity of their calls."""

_last = 0.0


def collect() -> None:
    """Look for them among what is new, which takes next to no time."""
    if UNDER_WAY:
        gc.collect(1)


def collect_thoroughly() -> None:
    """Look for them everywhere, now and then at most."""
    global _last  # noqa: PLW0603  (a process has one garbage collector)
    if UNDER_WAY and time.monotonic() - _last > THOROUGHLY_EVERY_SECONDS:
        gc.collect()
        _last = time.monotonic()
