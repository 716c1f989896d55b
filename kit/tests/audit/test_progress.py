"""The bar for long scans."""

from __future__ import annotations

from io import StringIO
from threading import Event

from electron_kit.audit.progress import Bar

LONG_SECONDS = 300.0


class Terminal(StringIO):
    """A terminal that keeps what is written to it, and tells that something was."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = Event()

    def isatty(self) -> bool:
        """Say that a person may be looking."""
        return True

    def flush(self) -> None:
        """What was written can be seen now."""
        self.drawn.set()


def test_a_long_scan_shows_a_bar_and_wipes_it() -> None:
    """After a while the share done is drawn, and the line is empty at the end."""
    out = Terminal()
    bar = Bar(out, patience=0)
    bar(1, 2)
    with bar:
        assert out.drawn.wait(LONG_SECONDS)
    assert " 50 %" in out.getvalue()
    assert out.getvalue().endswith("\r\033[K")


def test_a_short_scan_shows_nothing() -> None:
    """A scan that is over before anybody wonders leaves the terminal alone."""
    out = Terminal()
    with Bar(out, patience=LONG_SECONDS) as bar:
        bar(1, 1)
    assert out.getvalue() == ""


def test_a_file_gets_no_bar() -> None:
    """Where nobody looks, nothing is drawn however long it takes."""
    out = StringIO()
    with Bar(out, patience=0) as bar:
        assert bar._thread is None
    assert out.getvalue() == ""
