"""A short text that matches a regular expression, for ``pattern`` in a JSON schema."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from functools import lru_cache
from typing import Any

_CATEGORIES = {
    codes.CATEGORY_DIGIT: "0",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_WORD: "-",
    codes.CATEGORY_NOT_SPACE: "a",
}
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}
_PLAIN = {codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.AT}
# A schema's pattern may not hang the sandbox: no text, search or pattern is longer, and a search is
# not begun that may take more tries.
_LONGEST = 10_000
_LONGEST_SEARCHED = 10_000
_LONGEST_PATTERN = 1_000
_MOST_TRIES = 5_000_000
_TRIES = "aA0-_ .z9Z#é"


def example(pattern: str, number: int = 0) -> str | None:
    """Return a text that matches a pattern, or None if none was found.

    Args:
        pattern: A regular expression in the syntax that Python and ECMA 262 share.
        number: Different numbers give different texts where the pattern lets them.
    """
    if len(pattern) > _LONGEST_PATTERN:
        return None
    try:
        tree = parser.parse(pattern)
        made = "".join(_write(part, number) for part in tree)
    except (re.error, RecursionError, OverflowError, _TooHard):
        return None
    return made if matches(pattern, made) else None


def matches(pattern: str, text: str) -> bool:
    """Say whether a text matches a pattern.

    A pattern that is none, or whose search could take for ever, matches everything:
    the sandbox would rather be wrong about one than hang.
    """
    compiled, longest = _compiled(pattern)
    if compiled is None or longest < min(len(text), _LONGEST_SEARCHED):
        return True
    return compiled.search(text[:_LONGEST_SEARCHED]) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str] | None, int]:
    """Return a pattern that can be searched for, and in how long a text."""
    try:
        if len(pattern) > _LONGEST_PATTERN:
            return None, 0
        compiled, tree = re.compile(pattern), parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None, 0
    if not _is_quick(tree):
        return None, 0
    # Each repetition multiplies the tries by the length; so does a search that starts anywhere.
    starts = 0 if pattern.startswith("^") else 1
    return compiled, int(_MOST_TRIES ** (1 / max(_varying(tree) + starts, 1)))


def _varying(tree: Any) -> int:
    """Return how many repetitions of no fixed number stand one after another."""
    found = 0
    for code, argument in tree:
        if code in _REPEATS:
            found += (argument[0] != argument[1]) + _varying(argument[2])
        elif code is codes.BRANCH:
            found += max(map(_varying, argument[1]))
        elif code is codes.SUBPATTERN:
            found += _varying(argument[3])
    return found


def _is_quick(tree: Any, *, repeated: bool = False) -> bool:
    """Say whether no repetition stands in a repetition: there the search can explode."""
    for code, argument in tree:
        if code in _REPEATS:
            least, most, inner = argument
            varies = least != most
            if (varies and repeated) or not _is_quick(inner, repeated=repeated or most > 1):
                return False
        elif code is codes.BRANCH:
            if not all(_is_quick(branch, repeated=repeated) for branch in argument[1]):
                return False
        elif code is codes.SUBPATTERN:
            if not _is_quick(argument[3], repeated=repeated):
                return False
        elif code not in _PLAIN:
            return False
    return True


class _TooHard(Exception):  # noqa: N818  (caught above)
    """Something in a pattern that has no simple example."""


def _write(part: tuple[Any, Any], number: int) -> str:
    code, argument = part
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.NOT_LITERAL:
        return next(c for c in _TRIES if ord(c) != argument)
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _member(argument, number)
    if code in _REPEATS:
        least, most, inner = argument
        times = 1 if most and least == 0 and number else least
        made = "".join(_write(part, number) for part in inner)
        if len(made) * times > _LONGEST:
            raise _TooHard
        return made * times
    if code is codes.BRANCH:
        return "".join(_write(p, number) for p in argument[1][number % len(argument[1])])
    if code is codes.SUBPATTERN:
        return "".join(_write(p, number) for p in argument[3])
    if code is codes.AT:
        return ""
    raise _TooHard


def _member(members: list[tuple[Any, Any]], number: int) -> str:
    if members[0][0] is codes.NEGATE:
        for candidate in _TRIES:
            if not any(_holds(member, candidate) for member in members[1:]):
                return candidate
        raise _TooHard
    code, argument = members[number % len(members)]
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.RANGE:
        low, high = argument
        return chr(low + number % (high - low + 1))
    if argument is codes.CATEGORY_DIGIT:
        return str(number % 10)
    return _CATEGORIES[argument]


def _holds(member: tuple[Any, Any], character: str) -> bool:
    code, argument = member
    if code is codes.LITERAL:
        return bool(ord(character) == argument)
    if code is codes.RANGE:
        low, high = argument
        return bool(low <= ord(character) <= high)
    holds: dict[Any, bool] = {
        codes.CATEGORY_DIGIT: character.isdigit(),
        codes.CATEGORY_WORD: character.isalnum() or character == "_",
        codes.CATEGORY_SPACE: character.isspace(),
        codes.CATEGORY_NOT_DIGIT: not character.isdigit(),
        codes.CATEGORY_NOT_WORD: not (character.isalnum() or character == "_"),
        codes.CATEGORY_NOT_SPACE: not character.isspace(),
    }
    return holds[argument]
