"""A command at a terminal: how it is stopped, what day it has, where it speaks and writes."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from types import FrameType

from ..contract import day_of
from ..providers import ConfigurationError

# As shells tell of Ctrl-C: 128 and the number of the signal.
STOPPED = 130
PATIENCE = 150.0
"""Seconds to wait for a run that was killed to write down the answers that were on their way."""
STATE_FOLDER = Path(".electron-kit")


def tell(text: str) -> None:
    """Say something on stderr, where progress belongs."""
    print(text, file=sys.stderr, flush=True)


def write(text: str, path: Path | None) -> None:
    """Write a report to a file, or to stdout without one.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    if path is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"Cannot write {path}: {error.strerror}.") from None


def add_day(parser: argparse.ArgumentParser, what: str) -> None:
    """Declare ``--as-of``: the day is given, and read off the clock only where it is not."""
    parser.add_argument("--as-of", metavar="DAY", help=f"{what}; today's, in UTC, by default")


def day(text: str | None) -> date:
    """Return the day that ``--as-of`` names; today's, in UTC, where it was not given.

    Raises:
        ConfigurationError: It is no day.
    """
    if text is None:
        return datetime.now(UTC).date()
    try:
        return day_of(text)
    except ValueError as error:
        raise ConfigurationError(f"--{error}") from None


@contextmanager
def until_told(stopping: Event) -> Iterator[Event]:
    """End after the requests in flight on Ctrl-C or SIGTERM; at once when told twice.

    Args:
        stopping: Set when told to stop.

    Yields:
        An event that is set if a signal came.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    told = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        tell("stopping after the requests in flight")
        told.set()
        stopping.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, stop)
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
