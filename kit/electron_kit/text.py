"""Text that can be sent."""

from collections.abc import Iterable, Mapping
from typing import Any


def sendable(text: str) -> str:
    r"""Return a text without lone surrogates, which no request can carry.

    JSON may hold them as escapes, for instance where a stream cut an emoji in two;
    two halves that belong together become one character again.

    >>> sendable("\ud83d" + "\ude00") == "\U0001f600"
    True
    >>> sendable("half \ud83d")
    'half \ufffd'
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Halves:
    """Joins characters that were cut in two where a text was cut into pieces."""

    __slots__ = ("_half",)

    def __init__(self) -> None:
        """Begin with no half."""
        self._half = ""

    @property
    def waiting(self) -> bool:
        """Whether a first half waits for its other half."""
        return bool(self._half)

    def join(self, piece: str) -> str:
        r"""Return the next piece as it can be sent; a first half at its end waits for the other.

        >>> halves = Halves()
        >>> halves.join("smile \ud83d") + halves.join("\ude00")
        'smile 😀'
        """
        text = self._half + piece
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return sendable(text[: len(text) - len(self._half)])

    def rest(self) -> str:
        """Return what stands for a half whose other half never came; nothing if there is none."""
        half, self._half = self._half, ""
        return sendable(half)


def with_instruction(messages: Iterable[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    r"""Return messages with an instruction behind the text of their first system message.

    Behind it, so that what a cache holds of the prompt stays its beginning; and in it, since some
    models take one system message only. Where there is none, the instruction is one.

    Args:
        messages: The history, which is not changed.
        text: The instruction.

    >>> with_instruction([{"role": "system", "content": "Be brief."}], "Answer in JSON.")
    [{'role': 'system', 'content': 'Be brief.\n\nAnswer in JSON.'}]
    """
    out = [dict(message) for message in messages]
    for at, message in enumerate(out):
        content = message.get("content")
        if message.get("role") not in ("system", "developer"):
            continue
        if isinstance(content, list):
            content = [*content, {"type": "text", "text": f"\n\n{text}"}]
        else:
            content = f"{content}\n\n{text}" if content else text
        out[at] = {**message, "content": content}
        return out
    return [{"role": "system", "content": text}, *out]
