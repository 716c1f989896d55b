"""Where in a text a value of some kind may stand: a place, a person, a title, a day, a code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from . import other_languages, text_patterns
from .letters import NAMES, of


def stem(word: str) -> str:
    """Return a word without the commonest English endings."""
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def capitalised(text: str) -> Iterator[re.Match[str]]:
    """Yield words with a capital that do not stand first in a sentence."""
    for match in of(text_patterns.CAPITALISED, text).finditer(text):
        before = text[: match.start()].rstrip()
        # The first word of a sentence is capitalised whatever it is.
        starts = not before or before[-1] in ".?!:\n"
        if (
            not starts
            and match[0].rstrip(".") not in {"I", "I'm", "JSON", "OK"} | text_patterns.DAY_NAMES
        ):
            yield match


def identifiers(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield what looks like the name of a record: a UUID, a number with a prefix."""
    yield from (match.span() for match in text_patterns.UUID.finditer(text))
    for match in text_patterns.IDENTIFIER.finditer(text):
        start, end = match.span()
        yield (start + (match[0][0] == "#"), end)


def places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield what looks like places, those after the asked preposition first."""
    first = {"origin": "from", "destination": "to"}
    asked = [first[word] for word in words if word in first]
    asked += [word for word in words if word in {"from", "to"}]
    for preposition in (*asked, "in|at|near|around", "for|of|to|from|is"):
        pattern = rf"\b(?:{preposition})\s+(?:the city of |the )?({text_patterns.PLACE})"
        yield from (match.span(1) for match in of(pattern, text).finditer(text))
    if not text.isascii():
        yield from other_languages.places(text)
    yield from (match.span() for match in capitalised(text))
    for match in of(text_patterns.LOWER_PLACE, text).finditer(text):
        yield match.span(1)
    if of(rf"\s*{NAMES}\W*", text).fullmatch(text):
        yield (0, len(text))


def names(text: str) -> Iterator[tuple[int, int]]:
    """Yield what looks like names, also at the start of a sentence, in the text's order."""
    inside = {match.span() for match in capitalised(text)}
    for match in of(text_patterns.CAPITALISED, text).finditer(text):
        start, end = match.span()
        after = text[end:]
        first = match[0].split()[0].lower()
        looks_so = (
            " " in match[0] and first not in text_patterns.OPENERS
        ) or text_patterns.AFTER_A_NAME.match(after)
        if match.span() in inside or (
            match[0] not in text_patterns.DAY_NAMES
            and looks_so
            and first not in text_patterns.OPENERS
        ):
            yield (start, end)


def people(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield what looks like people's names."""
    yield from (match.span(1) for match in text_patterns.NAMED_QUOTED.finditer(text))
    yield from (match.span(1) for match in of(text_patterns.NAMED, text).finditer(text))
    yield from names(text)


def titles(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield what is quoted, then the first sentence."""
    yield from quoted(text)
    match = re.search(r"[^\s.:!?][^.!?\n]*", text)
    if match:
        yield match.span()


def levels(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield words for a level, such as high."""
    yield from (match.span() for match in text_patterns.LEVEL.finditer(text))


def codes(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield codes such as those of currencies, what something becomes first where that is asked."""
    found = [match.span() for match in text_patterns.CODE.finditer(text)]
    if {"to", "target", "destination", "into"} & set(words):
        found.sort(key=lambda span: not re.search(r"\b(?:to|into|in)\s+$", text[: span[0]]))
    yield from found


def topics(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield what a text is about."""
    yield from quoted(text)
    pattern = (
        r"\b(?:about|regarding|search(?: the \w+)? for|look(?:ing)? (?:up|for)|find"
        r"|on|for|that says|saying)\s+(.+?)(?=$|[.?!\n])"
    )
    yield from (match.span(1) for match in of(pattern, text).finditer(text))
    yield (0, len(text.rstrip(" .?!\n")))


def days(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield dates, written in full first."""
    for pattern in (
        text_patterns.ISO_DATE,
        text_patterns.DAY_FIRST,
        text_patterns.MONTH_FIRST,
        text_patterns.LOOSE_DATE,
    ):
        yield from (match.span() for match in pattern.finditer(text))


def anything(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield what a property without a kind of its own may be."""
    for word in words[-1:]:
        cue = (
            rf"\b(?i:{re.escape(stem(word))})<W>*\s+([^\W_](?:<W>|['\u2019-])*){text_patterns.STOP}"
        )
        yield from (match.span(1) for match in of(cue, text).finditer(text))
    yield from quoted(text)
    yield from (match.span() for match in capitalised(text))


def quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between quotation marks, without them."""
    for match in text_patterns.QUOTED.finditer(text):
        yield next(match.span(i) for i in range(1, 6) if match[i])


_Finder = Callable[[str, list[str]], Iterator[tuple[int, int]]]


def _pattern(pattern: re.Pattern[str]) -> _Finder:
    return lambda text, words: (match.span() for match in pattern.finditer(text))


FINDERS: tuple[tuple[_Finder, set[str]], ...] = (
    (_pattern(text_patterns.ZONE), {"timezone", "zone", "tz"}),
    (codes, {"currency", "symbol", "ticker", "iata"}),
    (places, text_patterns.PLACES | {"from", "to"}),
    (
        _pattern(text_patterns.ARITHMETIC),
        {"expression", "formula", "calculation", "equation", "math"},
    ),
    (codes, {"from", "to"}),
    (_pattern(text_patterns.EMAIL), {"email", "mail", "recipient", "to"}),
    (_pattern(text_patterns.URL), {"url", "link", "website", "uri"}),
    (_pattern(text_patterns.PHONE), {"phone", "mobile", "telephone"}),
    (days, text_patterns.DAYS),
    (_pattern(text_patterns.TIME), {"time", "hour", "at"}),
    (identifiers, text_patterns.IDS),
    (people, text_patterns.PEOPLE),
    (titles, {"title", "subject", "summary", "headline"}),
    (levels, {"priority", "urgency", "severity", "level", "importance"}),
    (topics, text_patterns.TOPICS),
)
