"""A door that reports and rewrites nothing: files of one language to facts."""

from __future__ import annotations

from collections.abc import Sequence

from ..facts import Fact, Repair, Unit
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from ..languages import MENTIONS
from ..rewrite import splice_text
from .clients import Clients
from .form import File
from .lowering import Lowering, parser
from .mentions import Mentions
from .program import Program
from .requests import Requests

_LOOKED_FOR = (
    "read for clients, keys, models, fields, roles, endpoints and retries, and for nothing else: "
    "not for how a history grows, what runs at once, how replies and errors are read"
)


class ReportOnly:
    """Reads the files of a language by its grammar.

    Args:
        name: The language, as `parser` has it.
        shown: How people write it.
        suffixes: How its files end.
        lowering: What turns a file into the common form.
        names: Files without such an ending.
        settings: Files that only list what is installed: they hold no call.
    """

    def __init__(
        self,
        name: str,
        shown: str,
        suffixes: tuple[str, ...],
        lowering: type[Lowering],
        *,
        names: frozenset[str] = frozenset(),
        settings: frozenset[str] = frozenset(),
    ) -> None:
        """Keep what tells its files apart."""
        self.name = name
        self.shown = shown
        self._suffixes = suffixes
        self._lowering = lowering
        self._names = names
        self._settings = settings

    def installed(self) -> bool:
        """Say whether the language's grammar is installed."""
        try:
            parser(self.name)
        except ImportError:
            return False
        return True

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this door reads it."""
        name = path.rpartition("/")[2].lower()
        return name.endswith(self._suffixes) or name in self._names or name in self._settings

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Return the files with a sign of OpenAI as one program."""
        group = [
            source
            for source in sources
            if MENTIONS.search(source.data)
            and source.path.rpartition("/")[2].lower() not in self._settings
        ]
        return [group] if group else []

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one program."""
        careful = Careful(problems)
        files = []
        for source in sources:
            made = careful.part(source.path, self._lowered, source, problems)
            if made is not None:
                files.append(made)
        if not files:
            return []
        problems.append(Problem(f"*{self._suffixes[0]}", _LOOKED_FOR, unread=False))
        program = Program(files)
        clients = Clients(program)
        requests = Requests(program, clients)
        facts: list[Fact] = []
        facts += careful.stage(_Modules(program), lambda: list(requests.facts()))
        facts += careful.stage(_Modules(program), lambda: list(clients.facts()))
        mentions = Mentions(program, clients, requests.judged)
        facts += careful.stage(_Modules(program), lambda: list(mentions.facts()))
        return facts

    def _lowered(self, source: Source, problems: list[Problem]) -> File:
        unit = Unit(source.path, source.data, self.name)
        file, broken = self._lowering(unit, self.name, source.inside).run()
        if broken:
            problems.append(
                Problem(source.path, f"parts of it are no {self.shown} that can be read: left out")
            )
        return file

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return why a person has to make a change: nothing is rewritten here."""
        del repair, style
        return MustReview(f"{self.shown} is reported and not rewritten: change it as a whole.")

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made.

        Raises:
            ValueError: Edits overlap.
        """
        return splice_text(data, edits)


class _Modules:
    """A program as `Careful` goes through it: file by file where the whole fails."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @property
    def modules(self) -> list[object]:
        return [_Named(file) for file in self._program.files]

    @modules.setter
    def modules(self, named: list[_Named]) -> None:
        self._program.files = [one.file for one in named]


class _Named:
    def __init__(self, file: File) -> None:
        self.file = file
        self.path = file.unit.path
