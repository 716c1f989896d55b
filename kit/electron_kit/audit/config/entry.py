"""An entry of a configuration file: a key, a value, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with a scalar.

    Attributes:
        key: The last part of the key; of a list's item, the list's key.
        parents: The keys around it, the outermost first.
        value: The scalar without quotes.
        start: The offset of the scalar's first byte, its quote included.
        end: The offset after its last byte.
        key_start: The offset of the key's first byte; -1 for a list's item.
    """

    key: str
    parents: tuple[str, ...]
    value: str
    start: int
    end: int
    key_start: int


def make_entry(
    key: bytes, parents: tuple[str, ...], raw: bytes, start: int, key_start: int
) -> Entry:
    """Return an entry of what is written.

    Args:
        key: The key, perhaps in quotes.
        parents: The keys around it.
        raw: The scalar, perhaps in quotes.
        start: The offset of the scalar's first byte.
        key_start: The offset of the key's first byte; -1 for a list's item.
    """
    text = raw.decode("utf-8", "replace")
    value = text[1:-1] if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0] else text
    label = key.decode("utf-8", "replace").strip("\"'")
    return Entry(label, parents, value, start, start + len(raw), key_start)
