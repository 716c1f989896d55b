"""Literal values that a text holds, found by the name and the type of what is looked for.

No language is understood here: patterns find numbers, dates, addresses, names
and what stands after a preposition. Each value is handed out once, so that two
arguments of one kind get two values, in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from . import spans, text_patterns
from .letters import of
from .spans import stem


def _apart(word: str, text: str) -> re.Match[str] | None:
    """Return where a word stands in a text by itself."""
    return of(rf"(?<!<W>){re.escape(word)}(?!<W>)", text).search(text) if word in text else None


class Literals:
    """The literal values of a text.

    Args:
        text: Where to look.
        known: Values by name that are known from elsewhere, such as a tool's result.
        around: The text that it is a part of; values of an enum may stand there.
    """

    def __init__(self, text: str, known: dict[str, Any] | None = None, *, around: str = "") -> None:
        # Patterns search the text again and again; nobody means the four thousandth character.
        self.text = text[: text_patterns.MAX_TEXT]
        self.around = around[: text_patterns.MAX_TEXT]
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

    def again(self) -> Literals:
        """Return another look at the same text, where the same values are taken."""
        other = Literals(self.text, self.known, around=self.around)
        other._used = list(self._used)
        return other

    def adopt(self, other: Literals) -> None:
        """Take over which values another look at the same text has handed out."""
        self._used = other._used

    def listed(self, name: str, kind: str) -> list[Any]:
        """Return the items of a list in the text: numbers, or what commas and "and" separate."""
        if kind in {"integer", "number"}:
            numbers = [self._value(match) for match in self._numbers()]
            return [int(number) for number in numbers] if kind == "integer" else numbers
        cue = stem(text_patterns.words_of(name)[-1]) if text_patterns.words_of(name) else ""
        source = self._pair(name) or ""
        if not source and cue:
            match = re.search(
                rf"\b{re.escape(cue)}\w*\s*(?::|\bare\b)\s*([^:.\n]+)", self.text, re.I
            )
            source = match[1] if match else ""
        if source:
            return [_clean(item) for item in _separate(source) if _clean(item)]
        quoted = [_group(match) for match in text_patterns.QUOTED.finditer(self.text)]
        if len(quoted) > 1:
            return quoted
        if set(map(stem, text_patterns.words_of(name))) & set(
            map(stem, text_patterns.PLACES | text_patterns.PEOPLE | {"people", "member"})
        ):
            return [_clean(self.text[start:end]) for start, end in spans.names(self.text)]
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
            stems = {stem(word) for word in text_patterns.words_of(text)}
            places = [
                (0, 0, value)
                for value in values
                if isinstance(value, str)
                and len(value) > 2
                and {stem(word) for word in text_patterns.words_of(value)} <= stems
                and text_patterns.words_of(value)
            ]
        return min(places, key=lambda place: place[:2])[2] if places else None

    def _boolean(self, name: str) -> bool | None:
        pair = (self._pair(name) or "").lower()
        if pair.split(" ")[0] in {"true", "yes", "on"}:
            return True
        if pair.split(" ")[0] in {"false", "no", "off", "not"}:
            return False
        text = self.text.lower()
        for word in text_patterns.words_of(name):
            where = re.search(rf"\b{re.escape(stem(word))}", text) if len(word) > 3 else None
            if where is not None:
                before = text[max(0, where.start() - 16) : where.start()]
                return not re.search(r"\b(?:no|not|without|don't|never)\b", before)
        return None

    def _number(self, name: str, *, whole: bool) -> int | float | None:
        pair = self._pair(name)
        inside = text_patterns.NUMBER.search(pair) if pair else None
        if inside is not None and len(inside[0]) <= text_patterns.MAX_DIGITS:
            value: int | float = _read_number(inside[0])
            if not whole or float(value).is_integer():
                return int(value) if whole else value
        free = [match for match in self._numbers() if not self._taken(match.span())]
        if whole:
            free = [match for match in free if float(self._value(match)).is_integer()]
        if not free:
            return None
        text = self.text.lower()
        last = text_patterns.words_of(name)[-1:] or [name]
        cues = [
            *map(stem, text_patterns.words_of(name)),
            *(cue for word in last for cue in text_patterns.NEAR.get(word, ())),
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
            return text_patterns.FORMATS[form](self.text) if form in text_patterns.FORMATS else None
        pair = self._pair(name)
        if pair:
            return pair
        words = text_patterns.words_of(name)
        kinds = [
            *words,
            *(word for word in text_patterns.words_of(str(schema.get("description", "")))[:12]),
        ]
        for finder, names in spans.FINDERS:
            if names & set(words):
                # Sentences are not used up: their words may be values of their own.
                keep = finder in {spans.titles, spans.topics}
                found = self._first_free(finder(self.text, words), keep=keep)
                if found is not None:
                    return found
        for finder, names in spans.FINDERS[2:4]:
            if not words or (not names & set(words) and names & set(kinds)):
                found = self._first_free(finder(self.text, words))
                if found is not None:
                    return found
        return self._first_free(spans.anything(self.text, words))

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
            for match in text_patterns.NUMBER.finditer(self.text)
            if len(match[0]) <= text_patterns.MAX_DIGITS
            and text_patterns.NUMBER_END.match(self.text, match.end())
        ]
        found += text_patterns.WORD_NUMBER.finditer(self.text)
        return sorted(found, key=lambda match: match.start())

    def _value(self, match: re.Match[str]) -> int | float:
        word = match[0].lower()
        return text_patterns.WORDS[word] if word in text_patterns.WORDS else _read_number(match[0])

    def _pair(self, name: str) -> str | None:
        if self._pairs is None:
            self._pairs = {}
            for match in text_patterns.PAIR.finditer(self.text):
                self._pairs.setdefault(_key(match[1]), _clean(match[2].strip("\"'")))
        return self._pairs.get(_key(name)) or None


def _key(name: str) -> str:
    return "".join(text_patterns.words_of(name))


def _read_number(text: str) -> int | float:
    plain = text.translate(text_patterns.DASHES).replace(",", "")
    return float(plain) if "." in plain else int(plain)


_ENDS = ".?!,;:…।॥؟،؛።፧။。、\uff01\uff0c\uff1a\uff1b\uff1f"


def _clean(text: str) -> str:
    return text.strip().strip("\"'`“”").rstrip(_ENDS).strip()


def _separate(text: str) -> list[str]:
    return re.split(r"\s*(?:,\s*and\s|,|;|\band\b|&)\s*", text)


def _group(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)
