"""A program of several files: what its names may hold, followed a few steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from ..facts import Confidence, Field, Kind, Place, Value
from .form import Argument, File, Scope, Setting, Sort, Term
from .names import constant_text, wire

T = TypeVar("T")
# Names and calls that a value is followed through; what is farther away counts as unknown.
_STEPS = 8
# A field of this many values is a common word rather than one thing.
_MANY = 12
# How often a record is handed on before it is sent.
_DEEP = 5
# What leads on to another value, and what is one: a value is not followed any further.
_LEADING = frozenset({Sort.NAME, Sort.MEMBER, Sort.CALL})
_CONCRETE = frozenset(
    {Sort.TEXT, Sort.NUMBER, Sort.CONSTANT, Sort.RECORD, Sort.LIST, Sort.CLASS, Sort.ENV}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A named value of a record, or a setting made on it later.

    Attributes:
        name: Its name as written.
        term: The value.
        place: The entry as a whole.
    """

    name: str
    term: Term
    place: Place


class Program:
    """Files of one language, with what leads from one to another.

    Args:
        files: The files.
    """

    def __init__(self, files: Iterable[File]) -> None:
        """Index functions, calls, constants and fields by their names."""
        self.files = list(files)
        self.language = self.files[0].language if self.files else ""
        self.functions: dict[str, list[Scope]] = defaultdict(list)
        self.calls: dict[str, list[Term]] = defaultdict(list)
        self.fields: dict[str, list[Term]] = defaultdict(list)
        self.types: dict[str, list[tuple[str, File]]] = defaultdict(list)
        # The members whose owner is being followed: one may be a member of itself.
        self._within: set[int] = set()
        for file in self.files:
            self._index(file)

    def _index(self, file: File) -> None:
        for scope in file.scopes:
            if scope.function and scope.name:
                self.functions[scope.name].append(scope)
            if not scope.function:
                for name, terms in scope.holds.items():
                    self.fields[name] += terms
            for name, type_ in scope.types.items():
                if not scope.function or name.endswith("()"):
                    self.types[name].append((type_, file))
            for setting in scope.settings:
                self.fields[setting.name].append(setting.term)
        for term in file.terms:
            if term.sort is Sort.CALL:
                key = term.name
                if key == "new" and term.on is not None:
                    key = term.on.dotted().rpartition(".")[2]
                self.calls[key].append(term)
            elif term.sort is Sort.RECORD:
                for argument in term.arguments:
                    if argument.name:
                        self.fields[argument.name].append(argument.term)

    def full(self, term: Term) -> str:
        """Return the full name of a chain of names."""
        return term.qualified()

    def resolve(self, term: Term | None, steps: int = _STEPS) -> list[Term]:
        """Return what a term may be at run time, as far as the program says; itself at worst."""
        found: dict[int, Term] = {}
        self._resolve(term, steps, found, set())
        return list(found.values())

    def _resolve(
        self, term: Term | None, steps: int, found: dict[int, Term], seen: set[int]
    ) -> None:
        if term is None or id(term) in seen:
            return
        seen.add(id(term))
        if term.sort in _CONCRETE or steps <= 0:
            found[id(term)] = term
            return
        if term.sort is Sort.CHOICE:
            leads = [argument.term for argument in term.arguments]
        else:
            leads = list(self._leads(term))
        if not leads:
            found[id(term)] = term
        for lead in leads:
            self._resolve(lead, steps - 1, found, seen)

    def _leads(self, term: Term) -> Iterator[Term]:
        """Yield what a name, a member or a call leads to."""
        if term.sort is Sort.NAME:
            yield from self._held(term)
        elif term.sort is Sort.MEMBER and term.on is not None:
            yield from self._member(term)
        elif term.sort is Sort.CALL:
            name = term.name
            if len(self.functions.get(name, ())) == 1:
                yield from self.functions[name][0].returns

    def _held(self, term: Term) -> Iterator[Term]:
        name = term.name
        for scope in term.scope.around():
            if name in scope.holds or name in scope.types:
                yield from scope.holds.get(name, ())
                if name in scope.parameters:
                    yield from self._handed(scope, name)
                return
            if name in scope.parameters:
                yield from self._handed(scope, name)
                return
        if term.file.traits.bare_calls and len(self.functions.get(name, ())) == 1:
            yield from self.functions[name][0].returns
            return
        known = [
            each for each, _ in nearest([(t, t.file) for t in self.fields.get(name, ())], term.file)
        ]
        if len(known) <= _MANY and (name[:1].isupper() or term.file.traits.shared_names):
            yield from known

    def _handed(self, scope: Scope, name: str) -> Iterator[Term]:
        """Yield what callers hand to a parameter."""
        at = scope.parameters.index(name)
        called = scope.name if scope.name != "initialize" else (scope.above or scope).name
        calls = self.calls.get(called, ())
        if not called or len(calls) > _MANY * 2:
            return
        for call in calls:
            named = [a.term for a in call.arguments if a.name == name]
            if named:
                yield from named
            elif at < len(call.arguments) and not call.arguments[at].name:
                yield call.arguments[at].term

    def _member(self, term: Term) -> Iterator[Term]:
        assert term.on is not None  # noqa: S101 - for the type checker
        head = term.on.dotted()
        first = head.partition(".")[0]
        # Something imported: constants of libraries are known by their names.
        if head and term.file.qualify(first) != first and constant_text(term.qualified()):
            return
        if (
            term.on.sort in (Sort.NAME, Sort.MEMBER)
            and head not in ("self", "this")
            and id(term) not in self._within
        ):
            self._within.add(id(term))
            inner = [t for t in self.resolve(term.on, 3) if t.sort is Sort.RECORD]
            self._within.discard(id(term))
            entries = [a.term for t in inner for a in t.arguments if a.name == term.name]
            if entries:
                yield from entries
                return
        if term.file.traits.bare_calls and len(self.functions.get(term.name, ())) == 1:
            yield from self.functions[term.name][0].returns
        known = self.fields.get(term.name, [])
        if head in ("self", "this") or term.on.sort is Sort.NAME:
            known = [each for each, _ in nearest([(t, t.file) for t in known], term.file)]
        if len(known) <= _MANY:
            yield from known

    def settings(self, term: Term) -> Iterator[Setting]:
        """Yield what is set on the object that a name stands for, after it was made."""
        name = term.dotted()
        if not name:
            return
        for scope in term.scope.around():
            for setting in scope.settings:
                if setting.owner.dotted() == name:
                    yield setting
        if name.startswith(("self.", "this.")):
            for each in term.file.scopes:
                if each.function and each not in list(term.scope.around()):
                    yield from (s for s in each.settings if s.owner.dotted() == name)

    def entries(self, term: Term | None, steps: int = _DEEP) -> list[Entry]:
        """Return the named values of the records that a term may be, later settings included."""
        if term is None or steps <= 0:
            return []
        found = [
            Entry(s.name, s.term, Place(s.owner.file.unit, s.start, s.end))
            for s in self.settings(term)
        ]
        if term.sort in _LEADING:
            for lead in self._leads(term):
                if lead.sort in _LEADING and lead is not term:
                    found += self.entries(lead, steps - 1)
        for one in self.resolve(term):
            if one.sort is Sort.RECORD:
                found += self.listed(one.arguments, one.file, steps)
            elif one.sort is Sort.CALL and one is not term and one.name not in ("new",):
                found += self.listed([a for a in one.arguments if a.name], one.file, steps)
        return list({(e.place.start, e.name, id(e.place.unit)): e for e in found}.values())

    def listed(self, arguments: list[Argument], file: File, steps: int = 4) -> list[Entry]:
        """Return arguments that have names, and those of records that are spread among them."""
        found: list[Entry] = []
        for argument in arguments:
            if argument.spread:
                found += self.entries(argument.term, steps - 1)
            elif argument.name:
                place = Place(file.unit, argument.start, argument.end)
                found.append(Entry(argument.name, argument.term, place))
        return found

    def values(self, term: Term | None, steps: int = 4) -> tuple[Value, ...]:
        """Return what a term may be, in the words of facts."""
        if steps <= 0:
            return ()
        found: list[Value] = []
        for one in self.resolve(term):
            far = one is not term and not _within(one, term)
            found += self._value(one, far, steps)
        return tuple(found)

    def _value(self, term: Term, far: bool, steps: int) -> Iterator[Value]:
        place = term.place
        if term.sort in (Sort.TEXT, Sort.NUMBER, Sort.CONSTANT) and not term.open:
            yield Value(Kind.CONSTANT, place, term.value, origin="elsewhere" if far else "")
        elif term.sort is Sort.CLASS:
            yield Value(Kind.CLASS, place, name=term.name)
        elif term.sort is Sort.LIST:
            items = tuple(self.values(argument.term, steps - 1) for argument in term.arguments)
            yield Value(Kind.LIST, place, items=items)
        elif term.sort is Sort.RECORD:
            yield self.mapping(term, steps)
        elif term.sort is Sort.ENV:
            for argument in term.arguments:
                for value in self.values(argument.term, steps - 1):
                    yield Value(value.kind, value.place, value.constant, origin="env")
            yield Value(Kind.UNKNOWN, place, name=term.name, origin="env")
        else:
            text = constant_text(self.full(term)) if term.dotted() else None
            if text is not None:
                yield Value(Kind.CONSTANT, place, text, origin="elsewhere" if far else "")
            elif term.file.traits.class_names and _capital(term):
                yield Value(Kind.CLASS, place, name=term.name)
            else:
                yield Value(Kind.UNKNOWN, place, name=term.dotted())

    def mapping(self, term: Term, steps: int = 4) -> Value:
        """Return a record in the words of facts."""
        entries: dict[str, Field] = {}
        for entry in self.listed(term.arguments, term.file):
            name = wire(entry.name).removeprefix("of_")
            values = self.values(entry.term, steps - 1)
            entries[name] = Field(name, entry.place, None, entry.term.place, values)
        if "jsonschema" in term.name.replace("_", "").lower():
            entries.setdefault("json_schema", Field("json_schema", term.place))
        return Value(Kind.MAPPING, term.place, entries=entries, name=term.name)

    def field(self, name: str, entry: Entry, confidence: Confidence = Confidence.HIGH) -> Field:
        """Return an entry as a field of a request or an argument of a constructor."""
        values = self.values(entry.term)
        return Field(name, entry.place, None, entry.term.place, values, confidence)


def _capital(term: Term) -> bool:
    return term.sort is Sort.NAME and term.name[:1].isupper()


def nearest(known: Iterable[tuple[T, File]], file: File) -> list[tuple[T, File]]:
    """Return what stands in a file itself, else in its folder, else all."""
    every = list(known)
    folder = file.unit.path.rpartition("/")[0]
    here = [one for one in every if one[1] is file]
    return here or [o for o in every if o[1].unit.path.rpartition("/")[0] == folder] or every


def _within(inner: Term, outer: Term | None) -> bool:
    return (
        outer is not None
        and inner.file is outer.file
        and outer.start <= inner.start
        and inner.end <= outer.end
    )
