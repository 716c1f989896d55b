"""The pace of a run: so many requests in any minute, over an interruption too, and rests."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping

MINUTE = 60.0
MARGIN = 0.75
"""Seconds added to a minute: two requests do not travel equally long."""
# Refused for its limits so often in a row, the account is used by somebody else: the run stops, and
# can be resumed.
TRIES = 3
# Whatever an endpoint asks for; the next refusal says whether it was enough.
LONGEST_REST = 120.0


class Pace:
    """Says when the next request may be sent.

    It counts by the wall clock, since it has to count what a killed run sent before.

    Args:
        per_minute: Requests in a minute; None for no limit.
        earlier: When requests were sent before, in seconds since the epoch.
        clock: Seconds since the epoch.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        per_minute: int | None,
        earlier: Iterable[float] = (),
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.per_minute = per_minute
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._sent = deque(sorted(earlier), maxlen=per_minute or 1)

    def wait(self) -> float:
        """Wait for the next request's turn and return the time at which it is taken."""
        with self._lock:
            if self.per_minute is not None and len(self._sent) == self.per_minute:
                # A clock that was set back may not stop a run for longer than a minute.
                left = min(self._sent[0] + MINUTE + MARGIN - self._clock(), MINUTE + MARGIN)
                if left > 0:
                    self._sleep(left)
            now = self._clock()
            self._sent.append(now)
            return now

    def rest(self, seconds: float) -> None:
        """Let nobody go for so many seconds: the endpoint has asked for it."""
        with self._lock:
            self._sleep(seconds)


def rest_after(headers: Mapping[str, str]) -> float:
    """Return for how many seconds to rest after a 429.

    Args:
        headers: Those of the answer, their names in lower case.
    """
    try:
        # At least a second: a `retry-after: 0` would use the tries up at once.
        return min(max(float(headers.get("retry-after", "")), 1.0), LONGEST_REST)
    except ValueError:
        # Nothing said when: plans count by the minute.
        return MINUTE
