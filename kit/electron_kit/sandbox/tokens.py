"""The sandbox's token estimator: one documented rule, the same on every machine.

A token is

* up to seven letters of an alphabet such as Latin, Cyrillic or Greek, with the space before them;
* up to three digits, with the space before them;
* up to two written characters of an Indic or South-East Asian script, each with its vowel
  signs, with the space before them;
* one ideograph, kana or syllable of any other script, or one emoji with all that is joined to it;
* one punctuation mark, with the space before it; or a run of up to sixteen spaces or line breaks.

No real tokenizer counts exactly so. English comes to about four characters for a
token and Hindi to about two and a half, which is near what present tokenizers
give. Joined together, the tokens of a text are the text: nothing is lost, and no
token ends inside a written character.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Combining marks and joiners never start a token: they belong to what stands before them.
_BLOCKS = ((0x300, 0x1E00), (0x20D0, 0x2100), (0x302A, 0x309B), (0xA66F, 0xAC00), (0xFE00, 0xFE30))


def _class_of(points: list[int]) -> str:
    """Return characters as the inside of a class: neighbours as a range."""
    found: list[list[int]] = []
    for point in points:
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in found)


MARKS = _class_of(
    [
        point
        for start, end in _BLOCKS
        for point in range(start, end)
        if unicodedata.category(chr(point)) in {"Mn", "Mc", "Me"}
    ]
)
"""Inside a character class: combining marks, which belong to what stands before them."""

_JOINED = rf"(?:[{MARKS}\u200c\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d\S)*"
_INDIC = r"[^\W\d_\u0000-\u08ff\u1200-\U0010ffff]"
_LETTER = r"[^\W\d_\u0900-\u1cff\u2c00-\U0010ffff]"
_FLAG = r"[\U0001f1e6-\U0001f1ff]{2}"
_TOKEN = re.compile(
    rf" ?(?:(?:{_LETTER}{_JOINED}){{1,7}}|\d{{1,3}}{_JOINED}|(?:{_INDIC}{_JOINED}){{1,2}}"
    rf"|{_FLAG}|[^\s]{_JOINED})|\s{{1,16}}{_JOINED}"
)

# The same rule where there are no marks and no other scripts, at a fifth of the time.
_NOT_PLAIN = re.compile("[^\\x00-\\x7f\u201c\u201d\u2018\u2019\u2026\u2013\u2014]")
_ASCII_TOKEN = re.compile(r" ?(?:[A-Za-z]{1,7}|\d{1,3}|[^\sA-Za-z\d])|\s{1,16}")

MESSAGE_OVERHEAD = 4
"""Tokens that frame a message: its role and its borders."""

# Short texts come again, such as a system prompt: their tokens are kept. A long one would take much
# memory, and comes once.
_REPEATED = 2_000

MAX_CHARACTERS = 16
"""No token without combining marks is longer, so a text has at least a sixteenth as many."""


def split(text: str) -> list[str]:
    """Return the tokens of a text; joined, they are the text."""
    plain = text.isascii() or _NOT_PLAIN.search(text) is None
    return (_ASCII_TOKEN if plain else _TOKEN).findall(text)


def count(text: str) -> int:
    """Return the number of tokens in a text."""
    return len(_again(text) if len(text) <= _REPEATED else split(text))


@lru_cache(maxsize=256)
def _again(text: str) -> tuple[str, ...]:
    """Return the tokens of a text that is likely to come again, as system prompts do."""
    return tuple(split(text))


@lru_cache(maxsize=16)
def _frame(role: str) -> tuple[str, ...]:
    return (f"<{role}>",) * MESSAGE_OVERHEAD


def prompt(parts: list[tuple[str, str]], tools: str) -> list[str]:
    """Return the tokens that a request puts before the model.

    Args:
        parts: The role and the text of each message, in order.
        tools: The tool definitions as JSON; empty for none.

    Returns:
        The tokens, tools first as they are the part that changes least, so that the
        number is the prompt's token count and equal beginnings are equal prefixes.
    """
    tokens: list[str] = []
    if tools:
        tokens += ["<tools>"] * MESSAGE_OVERHEAD
        tokens += _again(tools) if len(tools) <= _REPEATED else split(tools)
    for role, text in parts:
        tokens += _frame(role)
        tokens += _again(text) if len(text) <= _REPEATED else split(text)
    tokens += ["<assistant>"] * 3
    return tokens
