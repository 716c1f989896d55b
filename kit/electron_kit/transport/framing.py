"""Events out of bytes, by the rules of the format (WHATWG HTML, server-sent events).

The rules that servers break are followed in their meaning: an event in the last bytes is one
although no blank line follows it, and lines of data that are each a JSON value are an event each.
"""

from __future__ import annotations

from dataclasses import dataclass

from .decoding import BOM


@dataclass(slots=True)
class Block:
    """What stands between two blank lines.

    Attributes:
        data: Its lines of data, joined; empty if it has none.
        name: The event's name, or nothing.
        stray: What stands there and is no field.
        plain: Whether it goes on as it came.
        raw: It as it came, with its blank line.
    """

    data: bytes
    name: bytes
    stray: bytes
    plain: bool
    raw: bytes


class Framer:
    """Cuts the bytes of one answer into blocks; one that is no stream of events is only kept.

    Attributes:
        whole: Everything that came, where the answer is no stream of events; None where it is one.
    """

    def __init__(self) -> None:
        self.whole: bytearray | None = None
        self._began = self._after_return = False
        self._tail = b""

    @property
    def held(self) -> int:
        """How many bytes wait for the rest of their event."""
        return len(self._tail) if self.whole is None else len(self.whole)

    def lone(self, chunk: bytes) -> bytes:
        """Return the data of an event that came alone and whole in its usual form, or nothing.

        Args:
            chunk: The next bytes; where nothing is returned they still have to be fed.
        """
        if self._tail or self._after_return or self.whole is not None or not self._began:
            return b""
        if not chunk.startswith(b"data:") or chunk.find(b"\n") != len(chunk) - 2:
            return b""
        return chunk[5:-2] if chunk.endswith(b"\n\n") and b"\r" not in chunk else b""

    def feed(self, chunk: bytes) -> list[Block]:
        """Take the next bytes and return the blocks that are complete with them."""
        if not self._began:
            chunk = self._tail + chunk
            self._tail = b""
            if not self._begin(chunk):
                return []
            chunk = chunk.removeprefix(BOM).lstrip(b" \t\r\n")
        if self.whole is not None:
            self.whole += chunk
            return []
        if b"\r" in chunk or self._after_return:
            chunk = self._with_line_feeds(chunk)
        tail = self._tail
        if tail:
            # The old bytes were searched already, but for a line feed at their end.
            at = (tail[-1:] + chunk).find(b"\n\n")
            if at < 0:
                self._tail = tail + chunk
                return []
            chunk = tail + chunk
        *blocks, self._tail = chunk.split(b"\n\n")
        return [_block(block) for block in blocks if block]

    def end(self) -> list[Block]:
        """Take the end; return the block in the last bytes, if there is one."""
        if not self._began and self._tail:
            self.whole = bytearray(self._tail.removeprefix(BOM))
        rest, self._tail = self._tail.strip(b"\n"), b""
        return [_block(rest)] if rest and self.whole is None else []

    def _begin(self, chunk: bytes) -> bool:
        """Find out what kind of answer it is; say whether enough has come to know."""
        rest = chunk.removeprefix(BOM).lstrip(b" \t\r\n")
        if not rest or BOM.startswith(chunk):
            self._tail = chunk
            return False
        self._began = True
        if not (rest[:1].isalpha() or rest[:1] == b":"):
            self.whole = bytearray()  # no line of the format begins so
        return True

    def _with_line_feeds(self, chunk: bytes) -> bytes:
        """Return bytes with each line end as one line feed, also where a chunk cuts it in two."""
        if self._after_return and chunk[:1] == b"\n":
            chunk = chunk[1:]
            self._after_return = False
            if not chunk:
                return chunk
        self._after_return = chunk.endswith(b"\r")
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _block(block: bytes) -> Block:
    if block.startswith(b"data:") and b"\n" not in block:
        data = block[5:].strip()
        return Block(data, b"", b"", bool(data), block + b"\n\n")
    lines: list[bytes] = []
    name, stray, comments = b"", b"", True
    for line in block.split(b"\n"):
        if not line or line.startswith(b":"):
            continue
        comments = False
        field, colon, value = line.partition(b":")
        if field == b"data":
            lines.append(value.strip())
        elif field == b"event":
            name = value.strip()
        elif line.startswith(b"{") or not (colon or field in (b"id", b"retry")):
            stray = stray or line
    return Block(b"\n".join(lines).strip(), name, stray, comments, block.strip(b"\n") + b"\n\n")
