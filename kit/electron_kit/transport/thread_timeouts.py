"""A time limit for a thread that reads: its connection is shut down by another."""

from __future__ import annotations

import heapq
import itertools
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2

from . import forked


class Watch:
    """Shuts an answer's connection down after a time: a thread that reads can't be told else."""

    def __init__(self, extensions: Mapping[str, Any], seconds: float) -> None:
        network = extensions.get("network_stream")
        self._socket: Any = network.get_extra_info("socket") if network is not None else None
        self._seconds = seconds
        self._entry: Any = None
        self.fired = False

    def __enter__(self) -> Watch:
        if self._socket is not None:
            # A line in this process keeps the time itself: there may be no threads.
            add = getattr(self._socket, "shut_down_after", _alarms.add)
            self._entry = add(self._seconds, self._fire)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._entry is not None:
            self._entry.cancelled = True

    def guarded(self, function: Any) -> None:
        """Call a function that reads, and name the time limit if that was its end."""
        try:
            function()
        except httpx2.RequestError as error:
            if self.fired:
                raise httpx2.ReadTimeout(f"no whole answer within {self._seconds:g} s") from error
            raise

    def _fire(self) -> None:
        self.fired = True
        with suppress(OSError):  # it is closed already
            self._socket.shutdown(socket.SHUT_RDWR)


@dataclass(slots=True)
class _Alarm:
    action: Any
    cancelled: bool = False


class _Alarms:
    """One thread for all alarms of the process; it is started by the first."""

    def __init__(self) -> None:
        self.begin_anew()
        forked.forgets(self)

    def begin_anew(self) -> None:
        """Have no alarm and no thread: at first, and in a process that was forked."""
        self._condition = threading.Condition()
        self._heap: list[tuple[float, int, _Alarm]] = []
        self._count = itertools.count()
        self._thread: threading.Thread | None = None

    def add(self, seconds: float, action: Any) -> _Alarm:
        alarm = _Alarm(action)
        at = time.monotonic() + seconds
        with self._condition:
            heapq.heappush(self._heap, (at, next(self._count), alarm))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="electron-kit-alarm", daemon=True
                )
                self._thread.start()
            elif self._heap[0][2] is alarm:
                self._condition.notify()
        return alarm

    def _run(self) -> None:
        while True:
            with self._condition:
                while self._heap and self._heap[0][2].cancelled:
                    heapq.heappop(self._heap)
                if not self._heap:
                    self._condition.wait()
                    continue
                left = self._heap[0][0] - time.monotonic()
                if left > 0:
                    self._condition.wait(left)
                    continue
                alarm = heapq.heappop(self._heap)[2]
            if not alarm.cancelled:
                alarm.action()


_alarms = _Alarms()
