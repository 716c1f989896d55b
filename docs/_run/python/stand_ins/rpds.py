"""The persistent collections that `referencing` uses, in plain Python.

rpds has no wheel for the browser. These copy where it shares, which is slower and equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Self


class HashTrieMap(dict[Hashable, Any]):
    """A mapping whose changes are new mappings."""

    @classmethod
    def convert(cls, value: Any) -> Self:
        """Return a mapping as one of this kind."""
        return value if isinstance(value, cls) else cls(value)

    def insert(self, key: Hashable, value: Any) -> HashTrieMap:
        """Return the mapping with one more value."""
        return HashTrieMap({**self, key: value})

    def remove(self, key: Hashable) -> HashTrieMap:
        """Return the mapping without a key.

        Raises:
            KeyError: It is not there.
        """
        if key not in self:
            raise KeyError(key)
        return self.discard(key)

    def discard(self, key: Hashable) -> HashTrieMap:
        """Return the mapping without a key, if it is there."""
        return HashTrieMap({one: value for one, value in self.items() if one != key})

    def update(self, *others: Mapping[Any, Any] | Iterable[Any], **more: Any) -> HashTrieMap:  # type: ignore[override]
        """Return the mapping with what others hold."""
        made = HashTrieMap(self)
        for other in (*others, more):
            dict.update(made, other)
        return made

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


class HashTrieSet(frozenset[Any]):
    """A set whose changes are new sets."""

    def insert(self, value: Hashable) -> HashTrieSet:
        """Return the set with one more value."""
        return HashTrieSet(self | {value})

    def remove(self, value: Hashable) -> HashTrieSet:
        """Return the set without a value.

        Raises:
            KeyError: It is not there.
        """
        if value not in self:
            raise KeyError(value)
        return self.discard(value)

    def discard(self, value: Hashable) -> HashTrieSet:
        """Return the set without a value, if it is there."""
        return HashTrieSet(self - {value})

    def update(self, *others: Iterable[Any]) -> HashTrieSet:
        """Return the set with what others hold."""
        return HashTrieSet(self.union(*others))


class List(tuple[Any, ...]):
    """A list whose changes are new lists."""

    __slots__ = ()

    def __new__(cls, *values: Any) -> Self:
        """Make one of an iterable, or of several values."""
        return super().__new__(cls, values[0] if len(values) == 1 else values)

    def push_front(self, value: Any) -> List:
        """Return the list with a value before the others."""
        return List((value, *self))

    @property
    def first(self) -> Any:
        """The first value."""
        return self[0]

    @property
    def rest(self) -> List:
        """All but the first value."""
        return List(self[1:])
