"""What tokens cost: prices by name, and counts that can be added up and multiplied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from ..contract import Price
from ..providers import PROVIDERS, ConfigurationError
from ..record import CallRecord

_SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{4}|latest)$")


class PriceList:
    """Prices by the name of a model, or of a provider for all its models.

    Args:
        prices: Prices to add to those that the contract states, or to put in their place.
    """

    def __init__(self, prices: Mapping[str, Price] | None = None) -> None:
        """Start from the contract's prices."""
        known = {name: provider.price for name, provider in PROVIDERS.items()}
        self._prices = {name: price for name, price in known.items() if price is not None}
        for name, price in (prices or {}).items():
            if not isinstance(price, Price):
                raise TypeError(f"The price of {name!r} is {price!r}; give a contract.Price.")
            if not all(figure >= 0 for figure in (price.input, price.cached, price.output)):
                raise ValueError(f"The price of {name!r} has a figure below 0: {price}.")
            self._prices[name] = price

    def of(self, provider: str | None, model: str | None) -> Price | None:
        """Return the price of an answer, or None where none is known.

        A dated snapshot such as ``gpt-4o-2024-08-06`` costs what ``gpt-4o`` does,
        if it has no price of its own.
        """
        # The nearest first: the model's own price, its family's, its provider's for all.
        names = [model, _SNAPSHOT.sub("", model) if model else None, provider]
        return next((self._prices[name] for name in names if name in self._prices), None)

    def __getitem__(self, price: str | Price) -> Price:
        """Return the price under a name; a price is returned as it is.

        Raises:
            LookupError: There is no price under that name.
        """
        if isinstance(price, Price):
            return price
        try:
            return self._prices[price]
        except KeyError:
            raise LookupError(
                f"No price for {price!r}; there is one for {', '.join(self._prices)}. "
                f"Give it with its date: Ledger(prices={{{price!r}: Price(…, as_of=date(…))}})."
            ) from None


def price_of(text: str, as_of: date, named: str) -> Price:
    """Return the price that a command is given as three figures in a row.

    Args:
        text: US dollars for a million tokens read, read from the cache, and written: ``1,0.2,4``.
        as_of: The day of the price.
        named: What the text is called in an error.

    Raises:
        ConfigurationError: It is not three numbers from 0 up.
    """
    try:
        read, cached, written = (float(part) for part in text.split(","))
        if min(read, cached, written) < 0:
            raise ValueError
    except ValueError:
        raise ConfigurationError(f"{named} is not three numbers such as 0.40,0.10,1.60.") from None
    return Price(read, cached, written, as_of)


@dataclass(frozen=True, slots=True)
class Counts:
    """Calls and tokens, added up.

    Attributes:
        calls: Calls, answered or not.
        requests: Requests that were sent for them, repetitions and fail-over included.
        uncounted: Calls for which no token count came.
        prompt: Input tokens, those from the prefix cache included.
        cached: Input tokens that came from the prefix cache.
        completion: Output tokens.
    """

    calls: int = 0
    requests: int = 0
    uncounted: int = 0
    prompt: int = 0
    cached: int = 0
    completion: int = 0

    @classmethod
    def of(cls, call: CallRecord) -> Counts:
        """Return the counts of one call."""
        # A record made by hand lists no attempts, but something was sent.
        requests = len(call.attempts) or (0 if call.provider is None else 1)
        if call.usage is None:
            return cls(1, requests, 1)
        used = call.usage
        return cls(1, requests, 0, used.prompt_tokens, used.cached_tokens, used.completion_tokens)

    def __add__(self, other: Counts) -> Counts:
        """Add two counts, field by field."""
        return Counts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    def cost(self, price: Price, *, cached: bool = True) -> float:
        """Return the cost in US dollars.

        Args:
            price: What a million tokens cost.
            cached: Whether tokens from the prefix cache cost their own, lower price.
        """
        found = self.cached if cached else 0
        micro = (self.prompt - found) * price.input + found * price.cached
        return (micro + self.completion * price.output) / 1_000_000
