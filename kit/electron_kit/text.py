"""Text that can be sent."""


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
