r"""Letters and what joins to them, in every script, as parts of regular expressions.

Python's ``\w`` knows no vowel signs: with it the Hindi word for Mumbai ends after its first
letter. A word here is letters with all that belongs to them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .tokens import MARKS

_UPPER = (
    "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏƠƯȘȚ"
    "Ά-ΏΑ-ΫЀ-ЯҐҒҚҢҮҰҺӘӨԱ-ՖẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
)
_UNCASED = r"[^\W\d_\x00-\u058f\u1e00-\u1fff]"
_JOINED = rf"[{MARKS}\u200c\u200d]*"
# For each part: how it reads where all is ASCII, and where it is not. The second takes long to
# compile and longer to match, so it is made when a text first needs it.
_PARTS = {
    # a character of a word, as \w is in English
    "<W>": (r"\w", rf"[\w{MARKS}\u200c\u200d\u0f0b]"),
    # inside a character class: the capital letters of the scripts that have them
    "<UPPER>": ("A-Z", _UPPER),
    # a small letter of those scripts
    "<LOWER>": ("[a-z]", rf"[^\W\d_{_UPPER}\u0590-\u1dff\u2000-\U0010ffff]"),
    # a letter of a script without capitals, such as Devanagari or Han
    "<UNCASED>": (r"[^\W\d_A-Za-z]", _UNCASED),
    # a letter that a name can begin with
    "<FIRST>": ("[A-Z]", rf"(?:[{_UPPER}]|{_UNCASED})"),
    # what belongs to the letter before it
    "<JOINED>": ("", _JOINED),
}

NAME = r"<FIRST>(?:<W>|['\u2019-])*"
"""One word of a name, in the parts that `of` knows."""

NAMES = rf"{NAME}(?:[ /-]{NAME})*"
"""A name of one word or more."""


def of(pattern: str, text: str) -> re.Pattern[str]:
    """Return a pattern as it is to be matched with a text.

    Args:
        pattern: A regular expression with parts such as ``<W>`` for a character of a word.
        text: What it will be matched with.
    """
    return _compiled(pattern, text.isascii())


@lru_cache(maxsize=1_024)
def _compiled(pattern: str, plain: bool) -> re.Pattern[str]:
    for name, forms in _PARTS.items():
        pattern = pattern.replace(name, forms[not plain])
    return re.compile(pattern)
