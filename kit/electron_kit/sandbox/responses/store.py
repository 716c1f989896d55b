"""What the Responses API keeps for later: responses, and the items that they were made of."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

# Programs seldom delete what they store: beyond this the oldest goes.
_MOST, _MOST_BYTES = 1_000, 16_000_000

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """One response.

    Attributes:
        response: The response as it was sent.
        asked: The items that its request sent.
        before: The items of the responses before it, oldest first.
        size: How many bytes it counts for, about.
    """

    response: dict[str, Any]
    asked: list[Item]
    before: list[Item]
    size: int

    @property
    def conversation(self) -> list[Item]:
        """All items up to and with this response."""
        return [*self.before, *self.asked, *self.response["output"]]


class Store:
    """Keeps the latest responses of each key; the oldest go when there are too many."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Stored] = OrderedDict()
        self._bytes = 0

    def add(self, key: str, stored: Stored) -> None:
        """Keep a response.

        Args:
            key: Whose it is.
            stored: The response and what it was made of.
        """
        name = (key, stored.response["id"])
        self.remove(*name)
        self._kept[name] = stored
        self._bytes += stored.size
        while len(self._kept) > _MOST or (self._bytes > _MOST_BYTES and len(self._kept) > 1):
            self._bytes -= self._kept.popitem(last=False)[1].size

    def get(self, key: str, response_id: str) -> Stored | None:
        """Return a response of this key, or None."""
        return self._kept.get((key, response_id))

    def item(self, key: str, item_id: str) -> Item | None:
        """Return an item that was sent to or came from a response of this key, or None."""
        for (owner, _), stored in reversed(self._kept.items()):
            items: list[Item] = [*stored.response["output"], *stored.asked] if owner == key else []
            for item in items:
                if item.get("id") == item_id:
                    return item
        return None

    def remove(self, key: str, response_id: str) -> bool:
        """Forget a response of this key, and say whether there was one."""
        found = self._kept.pop((key, response_id), None)
        if found is not None:
            self._bytes -= found.size
        return found is not None

    def clear(self) -> None:
        """Forget every response."""
        self._kept.clear()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)
