"""The ledger: calls go in, totals and tables come out."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import Any, overload
from weakref import WeakSet

from ..contract import Price
from ..record import CallRecord
from .bill import Counts, PriceList
from .observed import Observed, record_of
from .table import Table

# A child that was forked has the counts, and not the threads that may have held a lock.
_LEDGERS: WeakSet[Ledger] = WeakSet()


def _in_child() -> None:
    for ledger in list(_LEDGERS):
        ledger._unlock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class Ledger:
    """Calls, what they used and what that costs.

    Args:
        prices: Prices by the model's name, or by the provider's for all its models. Electron's is
            there already, from the contract. OpenAI's vary by model and time, so none is built
            in: give ``{"gpt-4o-mini": Price(input, cached, output, as_of=date(…))}``.
        keep: How many calls to keep one by one, the latest; totals count all of them.
        stable: Leave out of tables what changes from run to run: times and request ids.
    """

    def __init__(
        self,
        prices: Mapping[str, Price] | None = None,
        *,
        keep: int = 10_000,
        stable: bool = False,
    ) -> None:
        """Start with no calls."""
        if keep < 0:
            raise ValueError(f"keep is {keep}: it is a number of calls, 0 or more.")
        self.prices = PriceList(prices)
        self._stable = stable
        self._calls: deque[CallRecord] = deque(maxlen=keep)
        self._counts: dict[tuple[str, str], Counts] = {}
        self._unlock()
        _LEDGERS.add(self)

    def _unlock(self) -> None:
        # Transports call back from whatever thread a request ran in.
        self._lock = threading.Lock()

    @property
    def calls(self) -> tuple[CallRecord, ...]:
        """The calls that are kept, in the order in which they ended."""
        with self._lock:
            return tuple(self._calls)

    @property
    def counts(self) -> Counts:
        """The tokens and calls of all, kept or not."""
        with self._lock:
            return sum(self._counts.values(), Counts())

    @property
    def cost(self) -> float:
        """US dollars for all calls whose price is known."""
        return fsum(cost for *_, cost in self._bills() if cost is not None)

    def add(self, call: Any, *, provider: str | None = None, seconds: float | None = None) -> None:
        """Count one call.

        Args:
            call: A `CallRecord` (this method is the callback that clients take), a
                `ChatCompletion`, the last chunk of a stream, what ``with_raw_response``
                returned, or an answer as a dictionary.
            provider: Who answered; Electron where the model is its own, else OpenAI.
            seconds: How long it took, if that was measured.

        Raises:
            TypeError: It is no answer, or a stream that has not been read.
        """
        if not isinstance(call, CallRecord):
            call = record_of(call, provider, seconds)
        if call.usage is not None and not call.usage.possible:
            call = replace(call, usage=None)  # what cannot be is not shown, nor paid
        with self._lock:
            self._calls.append(call)
            key = (call.provider or "none", call.model or "unknown")
            self._counts[key] = self._counts.get(key, Counts()) + Counts.of(call)

    @overload
    def watch(self, stream: Iterator[Any], *, provider: str | None = None) -> Iterator[Any]: ...

    @overload
    def watch(
        self, stream: AsyncIterator[Any], *, provider: str | None = None
    ) -> AsyncIterator[Any]: ...

    def watch(self, stream: Any, *, provider: str | None = None) -> Any:
        """Hand a stream's chunks on, and count the call when it ends, however it ends.

        Args:
            stream: What ``create(stream=True)`` returned, sync or async, or the SDK's ``.stream()``
                helper once entered. Tokens are known only with ``include_usage``.
            provider: Who answers; Electron where the model is its own, else OpenAI.
        """
        if hasattr(stream, "__aiter__"):
            return self._watch_async(stream, provider)
        # A whole answer is a pydantic model, over whose fields one can iterate.
        whole = isinstance(stream, Mapping | str) or hasattr(stream, "model_dump")
        if hasattr(stream, "__iter__") and not whole:
            return self._watch(stream, provider)
        raise TypeError(f"{type(stream).__name__} is no stream; count an answer with add().")

    def _watch(self, stream: Any, provider: str | None) -> Iterator[Any]:
        seen = Observed(provider)
        try:
            with seen:
                for item in stream:
                    seen.take(item)
                    yield item
        finally:
            if hasattr(stream, "close"):
                stream.close()
            self.add(seen.record(stream))

    async def _watch_async(self, stream: Any, provider: str | None) -> AsyncIterator[Any]:
        seen = Observed(provider)
        try:
            with seen:
                async for item in stream:
                    seen.take(item)
                    yield item
        finally:
            close = getattr(stream, "close", None) or getattr(stream, "aclose", None)
            if close is not None:
                await close()
            self.add(seen.record(stream))

    def cost_at(self, price: str | Price, *, cached: bool = True) -> float:
        """Return what the same tokens cost elsewhere, in US dollars.

        An estimate: the other model counts the same text as other tokens.

        Args:
            price: A `Price`, or the name of a model or provider that has one here.
            cached: Whether the other side is taken to find the same prefixes in its cache.

        Raises:
            LookupError: There is no price under that name.
        """
        return self.counts.cost(self.prices[price], cached=cached)

    def table(self, *, beside: str | None = None) -> Table:
        """Return the totals by provider and model.

        Args:
            beside: A model or provider whose price the same tokens are to be shown at, too.

        Raises:
            LookupError: There is no price under that name.
        """
        columns = ["provider", "model", "calls", "requests", "in", "cached", "out", "cost"]
        if beside is not None:
            columns.append(f"at {beside}")
        if not self._stable:
            columns += ["first token", "whole"]
        bills = list(self._bills())
        rows = []
        for provider, model, counts, cost in bills:
            row = [provider, model, *_numbers(counts), _dollars(cost)]
            if beside is not None:
                row.append(_dollars(counts.cost(self.prices[beside])))
            rows.append(row + self._times(provider, model))
        if len(bills) > 1:
            row = ["total", "", *_numbers(self.counts), _dollars(self.cost)]
            if beside is not None:
                row.append(_dollars(self.cost_at(beside)))
            rows.append(row + self._times())
        return Table(columns, rows, 2, self._note(bills))

    def call_table(self, *, beside: str | None = None) -> Table:
        """Return the calls that are kept, one by one.

        Args:
            beside: A model or provider whose price the same tokens are to be shown at, too.

        Raises:
            LookupError: There is no price under that name.
        """
        columns = ["provider", "model", "outcome", "requests", "in", "cached", "out", "cost"]
        if beside is not None:
            columns.append(f"at {beside}")
        if not self._stable:
            columns += ["first token", "whole", "request id"]
        rows = []
        for call in self.calls:
            used, counts = call.usage, Counts.of(call)
            row = [call.provider or "none", call.model or "unknown", call.outcome]
            row.append(f"{counts.requests:,}")
            tokens = (counts.prompt, counts.cached, counts.completion)
            row += [f"{number:,}" if used else "unknown" for number in tokens]
            row.append(_dollars(self._cost(call)))
            if beside is not None:
                row.append(_dollars(counts.cost(self.prices[beside]) if used else None))
            if not self._stable:
                row += [_milliseconds(call.seconds_to_first_byte), _milliseconds(call.seconds)]
                row.append(call.request_id or "")
            rows.append(row)
        return Table(columns, rows, 3)

    def json_lines(self) -> str:
        """Return the calls that are kept as JSON lines, each with its cost in US dollars."""
        return "".join(
            f"{json.dumps(self._json(call), ensure_ascii=False)}\n" for call in self.calls
        )

    def write(self, path: str | Path) -> None:
        """Append the calls that are kept to a file, as JSON lines."""
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(self.json_lines())

    def read(self, lines: str | Iterable[str]) -> None:
        """Add calls from JSON lines.

        Args:
            lines: The text that `json_lines` returns, or its lines, such as an open file.

        Raises:
            ValueError: A line is no call; nothing of it has been added.
        """
        calls = []
        # A line of JSON may hold a line separator of Unicode's, at which splitlines() would cut.
        for at, line in enumerate(lines.split("\n") if isinstance(lines, str) else lines, 1):
            if line.strip():
                try:
                    calls.append(CallRecord.from_dict(json.loads(line)))
                except (ValueError, TypeError, KeyError, AttributeError) as error:
                    raise ValueError(f"Line {at} is not a call: {error!r}") from None
        for call in calls:
            self.add(call)

    def __len__(self) -> int:
        """Return how many calls were counted, kept or not."""
        return self.counts.calls

    def __repr__(self) -> str:
        """Return the totals for a terminal."""
        return repr(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.table()._repr_markdown_()

    def _bills(self) -> list[tuple[str, str, Counts, float | None]]:
        with self._lock:
            counted = list(self._counts.items())
        bills: list[tuple[str, str, Counts, float | None]] = []
        for (provider, model), counts in counted:
            price = self.prices.of(provider, model)
            bills.append((provider, model, counts, counts.cost(price) if price else None))
        return bills

    def _times(self, provider: str | None = None, model: str | None = None) -> list[str]:
        if self._stable:
            return []
        # It brings fractions and decimals, which cost as much to import as all the rest here.
        from statistics import median

        calls = [
            call
            for call in self.calls
            if provider is None
            or (call.provider or "none", call.model or "unknown") == (provider, model)
        ]
        first = [call.seconds_to_first_byte for call in calls if call.seconds_to_first_byte]
        # A stream that was left or broke is short for that reason: it says nothing of the model's
        # time.
        whole = [call.seconds for call in calls if call.seconds and call.outcome == "answered"]
        return [_milliseconds(median(times) if times else None) for times in (first, whole)]

    def _note(self, bills: Iterable[tuple[str, str, Counts, float | None]]) -> str:
        notes = []
        unpriced = [model for _, model, counts, cost in bills if cost is None and counts.prompt]
        if unpriced:
            notes.append(f"No price given for {', '.join(unpriced)}: Ledger(prices={{…}}).")
        if uncounted := self.counts.uncounted:
            notes.append(f"Without a token count: {uncounted} of {len(self)} calls.")
        return " ".join(notes)

    def _json(self, call: CallRecord) -> dict[str, Any]:
        return {**call.as_dict(), "usd": self._cost(call)}

    def _cost(self, call: CallRecord) -> float | None:
        price = self.prices.of(call.provider, call.model)
        return Counts.of(call).cost(price) if price and call.usage else None


def _numbers(counts: Counts) -> list[str]:
    numbers = (counts.calls, counts.requests, counts.prompt, counts.cached, counts.completion)
    return [f"{number:,}" for number in numbers]


def _dollars(value: float | None) -> str:
    return "unknown" if value is None else f"${value:,.6f}"


def _milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{1000 * seconds:,.0f} ms"
