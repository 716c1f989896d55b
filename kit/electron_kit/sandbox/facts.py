"""Literal values that a text holds, found by the name and the type of what is looked for.

No language is understood here: patterns find numbers, dates, addresses, names
and what stands after a preposition. Each value is handed out once, so that two
arguments of one kind get two values, in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import forms, native
from .letters import NAMES, of


def _apart(word: str, text: str) -> re.Match[str] | None:
    """Return where a word stands in a text by itself."""
    return of(rf"(?<!<W>){re.escape(word)}(?!<W>)", text).search(text) if word in text else None


def stem(word: str) -> str:
    """Return a word without the commonest English endings."""
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


class Facts:
    """The literal values of a text.

    Args:
        text: Where to look.
        known: Values by name that are known from elsewhere, such as a tool's result.
        around: The text that it is a part of; values of an enum may stand there.
    """

    def __init__(self, text: str, known: dict[str, Any] | None = None, *, around: str = "") -> None:
        # Patterns search the text again and again; nobody means the four thousandth character.
        self.text = text[: forms.MAX_TEXT]
        self.around = around[: forms.MAX_TEXT]
        self.known = {_key(name): value for name, value in (known or {}).items()}
        self.hits = 0
        self._used: list[tuple[int, int]] = []
        self._pairs: dict[str, str] | None = None

    def find(self, name: str, schema: dict[str, Any], kind: str) -> Any:
        """Return the value of a property, or None if the text holds none.

        Args:
            name: The property's name.
            schema: Its JSON schema.
            kind: Its JSON type.
        """
        found: Any = None
        if "enum" in schema:
            found = self._enum(schema["enum"])
        elif _key(name) in self.known:
            found = self._known(name, kind)
        elif kind in {"integer", "number"}:
            found = self._number(name, whole=kind == "integer")
        elif kind == "boolean":
            found = self._boolean(name)
        elif kind == "string":
            found = self._string(name, str(schema.get("format", "")), schema)
        if found is not None:
            self.hits += 1
        return found

    def again(self) -> Facts:
        """Return another look at the same text, where the same values are taken."""
        other = Facts(self.text, self.known, around=self.around)
        other._used = list(self._used)
        return other

    def adopt(self, other: Facts) -> None:
        """Take over which values another look at the same text has handed out."""
        self._used = other._used

    def listed(self, name: str, kind: str) -> list[Any]:
        """Return the items of a list in the text: numbers, or what commas and "and" separate."""
        if kind in {"integer", "number"}:
            numbers = [self._value(match) for match in self._numbers()]
            return [int(number) for number in numbers] if kind == "integer" else numbers
        cue = stem(forms.words_of(name)[-1]) if forms.words_of(name) else ""
        source = self._pair(name) or ""
        if not source and cue:
            match = re.search(
                rf"\b{re.escape(cue)}\w*\s*(?::|\bare\b)\s*([^:.\n]+)", self.text, re.I
            )
            source = match[1] if match else ""
        if source:
            return [_clean(item) for item in _separate(source) if _clean(item)]
        quoted = [_group(match) for match in forms.QUOTED.finditer(self.text)]
        if len(quoted) > 1:
            return quoted
        if set(map(stem, forms.words_of(name))) & set(
            map(stem, forms.PLACES | forms.PEOPLE | {"people", "member"})
        ):
            return [_clean(self.text[start:end]) for start, end in self._names()]
        return []

    # -- one kind each

    def _known(self, name: str, kind: str) -> Any:
        value = self.known[_key(name)]
        if kind == "string" and isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        fits = {
            "string": isinstance(value, str),
            "boolean": isinstance(value, bool),
            "integer": type(value) is int,
            "number": type(value) in {int, float},
        }
        return value if fits.get(kind) else None

    def _enum(self, values: list[Any]) -> Any:
        found = self._enum_in(self.text, values)
        return self._enum_in(self.around, values) if found is None and self.around else found

    @staticmethod
    def _enum_in(text: str, values: list[Any]) -> Any:
        text = text.lower()
        places = [
            (where.start(), -len(str(value)), value)
            for value in values
            if value is not None and (where := _apart(str(value).lower(), text))
        ]
        if not places:
            stems = {stem(word) for word in forms.words_of(text)}
            places = [
                (0, 0, value)
                for value in values
                if isinstance(value, str)
                and len(value) > 2
                and {stem(word) for word in forms.words_of(value)} <= stems
                and forms.words_of(value)
            ]
        return min(places, key=lambda place: place[:2])[2] if places else None

    def _boolean(self, name: str) -> bool | None:
        pair = (self._pair(name) or "").lower()
        if pair.split(" ")[0] in {"true", "yes", "on"}:
            return True
        if pair.split(" ")[0] in {"false", "no", "off", "not"}:
            return False
        text = self.text.lower()
        for word in forms.words_of(name):
            where = re.search(rf"\b{re.escape(stem(word))}", text) if len(word) > 3 else None
            if where is not None:
                before = text[max(0, where.start() - 16) : where.start()]
                return not re.search(r"\b(?:no|not|without|don't|never)\b", before)
        return None

    def _number(self, name: str, *, whole: bool) -> int | float | None:
        pair = self._pair(name)
        inside = forms.NUMBER.search(pair) if pair else None
        if inside is not None and len(inside[0]) <= forms.MAX_DIGITS:
            value: int | float = _read_number(inside[0])
            if not whole or float(value).is_integer():
                return int(value) if whole else value
        free = [match for match in self._numbers() if not self._taken(match.span())]
        if whole:
            free = [match for match in free if float(self._value(match)).is_integer()]
        if not free:
            return None
        text = self.text.lower()
        last = forms.words_of(name)[-1:] or [name]
        cues = [
            *map(stem, forms.words_of(name)),
            *(cue for word in last for cue in forms.NEAR.get(word, ())),
        ]
        spots = [
            where.start()
            for cue in cues
            for where in re.finditer(
                rf"\b{re.escape(cue)}" if cue[0].isalnum() else re.escape(cue), text
            )
        ]
        near = [
            (min(abs(match.start() - spot) for spot in spots), match) for match in free if spots
        ]
        distance, chosen = min(near, key=lambda pair: pair[0]) if near else (99, free[0])
        if distance > 24:
            chosen = free[0]
        self._used.append(chosen.span())
        value = self._value(chosen)
        return int(value) if whole else value

    def _string(self, name: str, form: str, schema: dict[str, Any]) -> str | None:
        if form:
            # A date in words is no "date": what has a form is found by its form or not at all.
            return forms.FORMATS[form](self.text) if form in forms.FORMATS else None
        pair = self._pair(name)
        if pair:
            return pair
        words = forms.words_of(name)
        kinds = [
            *words,
            *(word for word in forms.words_of(str(schema.get("description", "")))[:12]),
        ]
        for finder, names in _FINDERS:
            if names & set(words):
                # Sentences are not used up: their words may be values of their own.
                keep = finder in {Facts._titles, Facts._topics}
                found = self._first_free(finder(self, words), keep=keep)
                if found is not None:
                    return found
        for finder, names in _FINDERS[2:4]:
            if not words or (not names & set(words) and names & set(kinds)):
                found = self._first_free(finder(self, words))
                if found is not None:
                    return found
        return self._first_free(self._anything(words))

    def _first_free(self, spans: Iterable[tuple[int, int]], *, keep: bool = False) -> str | None:
        for start, end in spans:
            value = _clean(self.text[start:end])
            if value and not self._taken((start, end)):
                if not keep:
                    self._used.append((start, end))
                return value
        return None

    def _taken(self, span: tuple[int, int]) -> bool:
        return any(span[0] < end and start < span[1] for start, end in self._used)

    def _numbers(self) -> list[re.Match[str]]:
        found = [
            match
            for match in forms.NUMBER.finditer(self.text)
            if len(match[0]) <= forms.MAX_DIGITS and forms.NUMBER_END.match(self.text, match.end())
        ]
        found += forms.WORD_NUMBER.finditer(self.text)
        return sorted(found, key=lambda match: match.start())

    def _value(self, match: re.Match[str]) -> int | float:
        word = match[0].lower()
        return forms.WORDS[word] if word in forms.WORDS else _read_number(match[0])

    def _pair(self, name: str) -> str | None:
        if self._pairs is None:
            self._pairs = {}
            for match in forms.PAIR.finditer(self.text):
                self._pairs.setdefault(_key(match[1]), _clean(match[2].strip("\"'")))
        return self._pairs.get(_key(name)) or None

    def _capitalised(self) -> Iterator[re.Match[str]]:
        for match in of(forms.CAPITALISED, self.text).finditer(self.text):
            before = self.text[: match.start()].rstrip()
            # The first word of a sentence is capitalised whatever it is.
            starts = not before or before[-1] in ".?!:\n"
            if (
                not starts
                and match[0].rstrip(".") not in {"I", "I'm", "JSON", "OK"} | forms.DAY_NAMES
            ):
                yield match

    # -- spans for strings

    def _identifiers(self, words: list[str]) -> Iterator[tuple[int, int]]:
        yield from (match.span() for match in forms.UUID.finditer(self.text))
        for match in forms.IDENTIFIER.finditer(self.text):
            start, end = match.span()
            yield (start + (match[0][0] == "#"), end)

    def _places(self, words: list[str]) -> Iterator[tuple[int, int]]:
        first = {"origin": "from", "destination": "to"}
        asked = [first[word] for word in words if word in first]
        asked += [word for word in words if word in {"from", "to"}]
        for preposition in (*asked, "in|at|near|around", "for|of|to|from|is"):
            pattern = rf"\b(?:{preposition})\s+(?:the city of |the )?({forms.PLACE})"
            yield from (match.span(1) for match in of(pattern, self.text).finditer(self.text))
        if not self.text.isascii():
            yield from native.places(self.text)
        yield from (match.span() for match in self._capitalised())
        for match in of(forms.LOWER_PLACE, self.text).finditer(self.text):
            yield match.span(1)
        if of(rf"\s*{NAMES}\W*", self.text).fullmatch(self.text):
            yield (0, len(self.text))

    def _names(self) -> Iterator[tuple[int, int]]:
        """Yield what looks like names, also at the start of a sentence, in the text's order."""
        inside = {match.span() for match in self._capitalised()}
        for match in of(forms.CAPITALISED, self.text).finditer(self.text):
            start, end = match.span()
            after = self.text[end:]
            first = match[0].split()[0].lower()
            looks_so = (" " in match[0] and first not in forms.OPENERS) or forms.AFTER_A_NAME.match(
                after
            )
            if match.span() in inside or (
                match[0] not in forms.DAY_NAMES and looks_so and first not in forms.OPENERS
            ):
                yield (start, end)

    def _people(self, words: list[str]) -> Iterator[tuple[int, int]]:
        yield from (match.span(1) for match in forms.NAMED_QUOTED.finditer(self.text))
        yield from (match.span(1) for match in of(forms.NAMED, self.text).finditer(self.text))
        yield from self._names()

    def _titles(self, words: list[str]) -> Iterator[tuple[int, int]]:
        yield from _quoted_spans(self.text)
        match = re.search(r"[^\s.:!?][^.!?\n]*", self.text)
        if match:
            yield match.span()

    def _levels(self, words: list[str]) -> Iterator[tuple[int, int]]:
        yield from (match.span() for match in forms.LEVEL.finditer(self.text))

    def _codes(self, words: list[str]) -> Iterator[tuple[int, int]]:
        found = [match.span() for match in forms.CODE.finditer(self.text)]
        if {"to", "target", "destination", "into"} & set(words):
            found.sort(
                key=lambda span: not re.search(r"\b(?:to|into|in)\s+$", self.text[: span[0]])
            )
        yield from found

    def _topics(self, words: list[str]) -> Iterator[tuple[int, int]]:
        yield from _quoted_spans(self.text)
        pattern = (
            r"\b(?:about|regarding|search(?: the \w+)? for|look(?:ing)? (?:up|for)|find"
            r"|on|for|that says|saying)\s+(.+?)(?=$|[.?!\n])"
        )
        yield from (match.span(1) for match in of(pattern, self.text).finditer(self.text))
        yield (0, len(self.text.rstrip(" .?!\n")))

    def _days(self, words: list[str]) -> Iterator[tuple[int, int]]:
        for pattern in (forms.ISO_DATE, forms.DAY_FIRST, forms.MONTH_FIRST, forms.LOOSE_DATE):
            yield from (match.span() for match in pattern.finditer(self.text))

    def _anything(self, words: list[str]) -> Iterator[tuple[int, int]]:
        for word in words[-1:]:
            cue = rf"\b(?i:{re.escape(stem(word))})<W>*\s+([^\W_](?:<W>|['\u2019-])*){forms.STOP}"
            yield from (match.span(1) for match in of(cue, self.text).finditer(self.text))
        yield from _quoted_spans(self.text)
        yield from (match.span() for match in self._capitalised())


_Finder = Callable[[Facts, list[str]], Iterator[tuple[int, int]]]


def _pattern(pattern: re.Pattern[str]) -> _Finder:
    return lambda facts, words: (match.span() for match in pattern.finditer(facts.text))


_FINDERS: tuple[tuple[_Finder, set[str]], ...] = (
    (_pattern(forms.ZONE), {"timezone", "zone", "tz"}),
    (Facts._codes, {"currency", "symbol", "ticker", "iata"}),
    (Facts._places, forms.PLACES | {"from", "to"}),
    (_pattern(forms.ARITHMETIC), {"expression", "formula", "calculation", "equation", "math"}),
    (Facts._codes, {"from", "to"}),
    (_pattern(forms.EMAIL), {"email", "mail", "recipient", "to"}),
    (_pattern(forms.URL), {"url", "link", "website", "uri"}),
    (_pattern(forms.PHONE), {"phone", "mobile", "telephone"}),
    (Facts._days, forms.DAYS),
    (_pattern(forms.TIME), {"time", "hour", "at"}),
    (Facts._identifiers, forms.IDS),
    (Facts._people, forms.PEOPLE),
    (Facts._titles, {"title", "subject", "summary", "headline"}),
    (Facts._levels, {"priority", "urgency", "severity", "level", "importance"}),
    (Facts._topics, forms.TOPICS),
)


def _key(name: str) -> str:
    return "".join(forms.words_of(name))


def _read_number(text: str) -> int | float:
    plain = text.translate(forms.DASHES).replace(",", "")
    return float(plain) if "." in plain else int(plain)


_ENDS = ".?!,;:…।॥؟،؛።፧။。、\uff01\uff0c\uff1a\uff1b\uff1f"


def _clean(text: str) -> str:
    return text.strip().strip("\"'`“”").rstrip(_ENDS).strip()


def _separate(text: str) -> list[str]:
    return re.split(r"\s*(?:,\s*and\s|,|;|\band\b|&)\s*", text)


def _group(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    for match in forms.QUOTED.finditer(text):
        yield next(match.span(i) for i in range(1, 6) if match[i])
