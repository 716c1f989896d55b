"""The common form: calls, arguments and values with their places, and who holds which value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..facts import Place, Scalar, Unit


class Sort(StrEnum):
    """What a term is."""

    TEXT = "text"  # a string or a symbol; `open` if parts of it are put in at run time
    NUMBER = "number"
    CONSTANT = "constant"  # true, false, nothing
    NAME = "name"
    MEMBER = "member"  # ``on.name``
    CALL = "call"  # ``on.name(arguments)``; ``new`` for a constructor
    RECORD = "record"  # entries by name: a struct, a hash, a builder's calls
    LIST = "list"
    CHOICE = "choice"  # one of its arguments
    CLASS = "class"  # a class handed over as a value
    ENV = "env"  # a variable of the environment; its argument is the default
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a language lets a name be; analyses ask for these and never for the language.

    Attributes:
        bare_calls: Whether a name may be a call without arguments.
        class_names: Whether a name with a capital that is handed over is a class.
        keywords: Whether a call's named arguments are what it sends.
        shared_names: Whether a name of one file means the same in another, without a class.
        no_imports: Whether names of a library need no import in the file.
    """

    bare_calls: bool = False
    class_names: bool = False
    keywords: bool = False
    shared_names: bool = True
    no_imports: bool = False


@dataclass(slots=True, eq=False)
class Argument:
    """An argument of a call, an entry of a record, an item of a list.

    Attributes:
        name: Its name as written; empty if it has none.
        term: What it is.
        start: The offset of its first byte, the name's included.
        end: The offset after its last byte.
        spread: Whether it is a record whose entries are handed over, not itself.
    """

    name: str
    term: Term
    start: int
    end: int
    spread: bool = False


@dataclass(slots=True, eq=False)
class Term:
    """An expression.

    Attributes:
        sort: What it is.
        file: The file that it stands in.
        start: The offset of its first byte.
        end: The offset after its last byte.
        name: The name of a name, member, call or variable; the type of a record.
        value: The value of a literal.
        on: What a member or a call is taken from.
        arguments: Arguments, entries, items.
        scope: The function, class or file that it stands in.
        parent: What it is an argument of, or the receiver of.
        open: Whether a text has parts that are put in at run time.
    """

    sort: Sort
    file: File
    start: int
    end: int
    name: str = ""
    value: Scalar = None
    on: Term | None = None
    arguments: list[Argument] = field(default_factory=list)
    scope: Scope = None  # type: ignore[assignment]
    parent: Term | None = None
    open: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file.unit, self.start, self.end)

    def parents(self) -> Iterator[Term]:
        """Yield what it stands in, the nearest first."""
        term = self.parent
        while term is not None:
            yield term
            term = term.parent

    def dotted(self) -> str:
        """Return a chain of names as written, such as ``openai.GPT4o``; empty if it is none."""
        if self.sort is Sort.NAME:
            return self.name
        if self.sort is Sort.MEMBER and self.on is not None:
            head = self.on.dotted()
            return f"{head}.{self.name}" if head else ""
        return ""

    def qualified(self) -> str:
        """Return a chain of names with its first replaced by what is imported under it."""
        head, dot, rest = self.dotted().partition(".")
        return self.file.qualify(head) + dot + rest if head else ""


@dataclass(slots=True, eq=False)
class Setting:
    """``owner.name = term`` after the owner was made, or a call that says the same."""

    owner: Term
    name: str
    term: Term
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Scope:
    """A file, a class or a function, with what its names hold.

    Attributes:
        name: Its name; empty for a file.
        above: The scope around it.
        function: Whether it is one.
        parameters: Names of a function's parameters, in order.
        holds: What each name is set to, anywhere in the scope.
        types: The types that names are declared with, as written.
        settings: What is set on objects after they were made.
        returns: What a function returns.
    """

    name: str = ""
    above: Scope | None = None
    function: bool = False
    parameters: list[str] = field(default_factory=list)
    holds: dict[str, list[Term]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    settings: list[Setting] = field(default_factory=list)
    returns: list[Term] = field(default_factory=list)

    def around(self) -> Iterator[Scope]:
        """Yield the scope and those around it, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.above


@dataclass(slots=True, eq=False)
class File:
    """A file in the common form.

    Attributes:
        unit: Its text.
        language: ``go``, ``java`` or ``ruby``.
        imports: What is imported, by the name that it has here.
        packages: What is imported without a name of its own: Java's ``import x.*``.
        terms: Every term, in the order in which they end.
        scopes: Every scope, the file's own first.
        compared: Names and texts that are compared with something, or that a case names.
        test: Whether it is a test, whose names are expectations.
        traits: What its language lets a name be.
    """

    unit: Unit
    language: str
    imports: dict[str, str] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    compared: list[Term] = field(default_factory=list)
    test: bool = False
    traits: Traits = Traits()

    def qualify(self, name: str) -> str:
        """Return the full name of something imported, or the name itself."""
        return self.imports.get(name, name)
