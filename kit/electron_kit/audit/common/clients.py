"""Who is a client of which library, whose endpoint it talks to, and whose key gets there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..facts import (
    ClientMade,
    Confidence,
    Fact,
    Field,
    FrameworkClient,
    Kind,
    Provider,
)
from .form import File, Sort, Term
from .libraries import LIBRARIES, OPTIONS, Family, Library
from .names import option
from .program import Entry, Program, nearest
from .providers import WITHOUT_KEY, Said, provider_of
from .retries import retries


@dataclass(slots=True, eq=False)
class Client:
    """A client that is made.

    Attributes:
        library: Whose.
        made: The term that makes it; None if only its type is known.
        endpoint: What it serves: ``chat`` for a client of an SDK.
        options: Its options by the name that `OPTIONS` gives them.
        provider: Whose endpoint it talks to.
        endpoints: The endpoints that its calls go to.
        inherits: Whether URL and key are what is configured for all clients, and reported there.
    """

    library: Library
    made: Term | None
    endpoint: str = "chat"
    options: dict[str, Field] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    provider: Provider = Provider.OPENAI
    endpoints: set[str] = field(default_factory=set)
    inherits: bool = False


class Clients:
    """Finds the clients of a program.

    Args:
        program: The program.
    """

    def __init__(self, program: Program) -> None:
        """Look at everything that may make one."""
        self.program = program
        self.rows = [one for one in LIBRARIES if one.language == program.language]
        self._made: dict[int, Client] = {}
        # Of libraries with one package the one that the program has, where a call does not say.
        packages = Counter(row.package for row in self.rows)
        self.present = {
            package: self._present([row for row in self.rows if row.package == package])
            for package, count in packages.items()
            if count > 1
        }
        for file in program.files:
            for term in file.terms:
                client = self._maker(term)
                if client is not None:
                    self._made[id(term)] = client
        self.by_library: dict[str, list[Client]] = {}
        for client in self._made.values():
            self._configure(client)
        self._inherit()
        for client in self._made.values():
            self.by_library.setdefault(client.library.name, []).append(client)

    def _inherit(self) -> None:
        """Let clients without a URL and key of their own have what is configured for all."""
        configured = [one for one in self._made.values() if _global(one)]
        for client in self._made.values() if len(configured) == 1 else ():
            own = client.options.keys() & {"api_key", "base_url"}
            if client.library is configured[0].library and not own:
                client.provider = configured[0].provider
                client.inherits = client is not configured[0]

    def all(self) -> list[Client]:
        """Return every client that is made."""
        return list(self._made.values())

    def foreign(self, file: File) -> bool:
        """Say whether every client that a file makes is another vendor's."""
        made = [one for one in self._made.values() if one.made and one.made.file is file]
        return bool(made) and all(one.provider is Provider.OTHER for one in made)

    def _present(self, rivals: list[Library]) -> Library:
        """Return which of the libraries with one package a program has, by what it writes."""
        for file in self.program.files:
            for term in file.terms:
                if term.sort is not Sort.CALL:
                    continue
                names = {argument.name for argument in term.arguments}
                names |= {str(argument.term.value) for argument in term.arguments[:1]}
                called = set(self._called(term))
                for row in rivals[1:]:
                    own = any(row.maker(name) and not rivals[0].maker(name) for name in called)
                    if own or names & row.signs:
                        return row
        return rivals[0]

    def full(self, term: Term) -> Iterator[str]:
        """Yield the names that a chain may have in full."""
        written = term.qualified()
        if written:
            yield written
        if written and written == term.dotted():
            for package in term.file.packages:
                yield f"{package}.{written}"

    def _maker(self, term: Term) -> Client | None:
        if term.sort not in (Sort.CALL, Sort.RECORD):
            return None
        for name in self._called(term):
            for row in self.rows:
                endpoint = row.maker(name)
                if endpoint is None:
                    continue
                chosen = self._which(row, term)
                if endpoint == "model" and self._wired(term):
                    return None
                return Client(chosen, term, "chat" if endpoint == "model" else endpoint)
        return None

    def _called(self, term: Term) -> Iterator[str]:
        if term.sort is Sort.RECORD:
            head = term.on.dotted() if term.on is not None else ""
            how = "new" if head.endswith("Builder") else "builder"
            for name in self._names(term.name, term):
                yield f"{name}.{how}"
            return
        if term.on is None:
            return
        for name in self.full(term.on):
            yield f"{name}.{term.name}"

    def _names(self, name: str, term: Term) -> Iterator[str]:
        yield name
        if "." not in name:
            yield from (f"{package}.{name}" for package in term.file.packages)

    def _which(self, row: Library, term: Term) -> Library:
        """Return which of several libraries with one package a call is of."""
        rivals = [one for one in self.rows if one.package == row.package]
        names = {argument.name for argument in term.arguments}
        by_sign = next((one for one in rivals if one.signs & names), None)
        if by_sign is not None or row is not rivals[0]:
            return by_sign or row
        return self.present.get(row.package, row)

    def _wired(self, term: Term) -> bool:
        """Say whether a framework's model is handed the client that is reported itself."""
        return any(
            made.sort in (Sort.RECORD, Sort.CALL) and self._maker(made) is not None
            for argument in term.arguments
            for made in self.program.resolve(argument.term, 3)
            if made is not term
        )

    def _configure(self, client: Client) -> None:
        made = client.made
        assert made is not None  # noqa: S101 - for the type checker
        program = self.program
        entries = list(program.listed(made.arguments, made.file))
        positions = iter(client.library.positions)
        for argument in made.arguments:
            if argument.name or argument.spread:
                continue
            entries += self._given(argument.term, next(positions, ""))
        for target in self._held_by(made):
            entries += [Entry(s.name, s.term, s.owner.place) for s in program.settings(target)]
        for entry in entries:
            name = option(entry.name)
            name = OPTIONS.get(name, name)
            client.options[name] = program.field(name, entry)
            client.terms[name] = entry.term
        client.provider = self._provider(client)

    def _held_by(self, made: Term) -> Iterator[Term]:
        """Yield names that hold what was made, and those that a block gives to it."""
        for scope in {id(s): s for s in made.scope.around()}.values():
            for name, terms in scope.holds.items():
                if any(term is made for term in terms):
                    yield Term(Sort.NAME, made.file, made.start, made.end, name, scope=made.scope)

    def _given(self, term: Term, position: str) -> Iterator[Entry]:
        """Yield what an argument without a name says: an option's function, a config, a text."""
        for one in self.program.resolve(term, 4):
            if one.sort is Sort.CALL and option(one.name) != one.name and one.arguments:
                if one.name.startswith("With"):
                    name = one.name if len(one.arguments) == 1 else "header"
                    if one.name == "WithEndpoint":
                        name = "azure_endpoint"
                    yield Entry(name, one.arguments[0].term, one.place)
                    continue
                if one.name.endswith(("Config", "NewClientConfig")):
                    yield Entry("api_key", one.arguments[0].term, one.arguments[0].term.place)
                    if "Azure" in one.name and len(one.arguments) > 1:
                        yield Entry("azure_endpoint", one.arguments[1].term, one.place)
                    continue
            if one.sort is Sort.RECORD:
                yield from self.program.listed(one.arguments, one.file)
                continue
            if position:
                yield Entry(position, term, term.place)
                position = ""
        yield from (Entry(s.name, s.term, s.owner.place) for s in self.program.settings(term))

    def _provider(self, client: Client) -> Provider:
        url = self._said(client, "base_url")
        if client.library.family is Family.AZURE:
            # Azure's own library asks OpenAI where it is given a key and no endpoint.
            known = provider_of(url, None) if url is not None else Provider.OPENAI
            return known if known is Provider.OPENAI else Provider.AZURE
        # A written address says more than options of Azure's beside it.
        by_address = provider_of(url, self._said(client, "api_key"))
        if by_address in (Provider.OTHER, Provider.ELECTRON):
            return by_address
        kind = client.options.get("api_type")
        azure = kind is not None and any(
            str(v.constant).lower() in ("azure", "azure_ad") for v in kind.values
        )
        if azure or "azure_endpoint" in client.options or "azure_service_version" in client.options:
            return Provider.AZURE
        return by_address

    def _said(self, client: Client, name: str) -> Said | None:
        """Return what is written for an option; None if nothing is."""
        option_ = client.options.get(name)
        if option_ is None:
            return None
        texts = [v.constant for v in option_.values if v.kind is Kind.CONSTANT and v.constant]
        named = [v.name for v in option_.values if v.origin == "env"]
        if name == "api_key":
            named = [t.name for t in self.program.resolve(client.terms[name]) if t.sort is Sort.ENV]
        return Said(texts=tuple(map(str, texts)), variables=tuple(filter(None, named)))

    def of(self, term: Term | None) -> tuple[Client, Confidence] | None:
        """Return the client that a term is, and how sure that is."""
        if term is None:
            return None
        for one in self.program.resolve(term):
            known = self._made.get(id(one))
            if known is not None:
                return known, Confidence.HIGH
        row = self._typed(term)
        if row is None:
            return None
        known_ones = self.by_library.get(row.name, [])
        providers = {client.provider for client in known_ones}
        if len(known_ones) == 1:
            return known_ones[0], Confidence.HIGH
        client = Client(row, None)
        if len(providers) == 1:
            client.provider = providers.pop()
        return client, Confidence.HIGH

    def _typed(self, term: Term) -> Library | None:
        """Return the library whose client a name is declared as."""
        types: list[tuple[str, Term]] = []
        if term.sort is Sort.NAME:
            for scope in term.scope.around():
                if term.name in scope.types:
                    types.append((scope.types[term.name], term))
                    break
            else:
                return None
        elif term.sort is Sort.MEMBER:
            return self._one_of(nearest(self.program.types.get(term.name, ()), term.file))
        elif term.sort is Sort.CALL:
            known = self.program.types.get(f"{term.name}()", ())
            return self._one_of(nearest(known, term.file))
        return self._one_of([(type_, held.file) for type_, held in types])

    def _one_of(self, types: object) -> Library | None:
        for type_, file in types:  # type: ignore[attr-defined]
            names = [file.qualify(type_.partition(".")[0])]
            rest = type_.partition(".")[1] + type_.partition(".")[2]
            names = [names[0] + rest, *(f"{package}.{type_}" for package in file.packages)]
            for row in self.rows:
                for name in names:
                    after = row.after(name)
                    if after and after.rpartition(".")[2] in row.types:
                        return row
        return None

    def facts(self) -> Iterator[Fact]:
        """Yield each client that is OpenAI's, Azure's, or Electron's with something amiss."""
        for client in self.all():
            made = client.made
            if client.provider is Provider.OTHER or made is None or client.inherits:
                continue
            if client.library.family is Family.FRAMEWORK:
                if client.provider is not Provider.ELECTRON and client.endpoint != "settings":
                    yield FrameworkClient(
                        place=made.place, framework=client.library.name, symbol=_symbol(made),
                        arguments=client.options, endpoint=client.endpoint,
                        where=client.library.where,
                    )  # fmt: skip
                elif client.endpoint == "settings" or client.options:
                    yield FrameworkClient(
                        place=made.place, framework=client.library.name, symbol=_symbol(made),
                        arguments=client.options, endpoint="settings", where=client.library.where,
                    )  # fmt: skip
                continue
            yield ClientMade(
                place=made.place, provider=client.provider, constructor=_symbol(made),
                arguments=client.options, endpoints=frozenset(client.endpoints),
                where=client.library.where, crossing=self._crossing(client),
            )  # fmt: skip
            yield from retries(client, self.program)

    def _crossing(self, client: Client) -> str:
        """Say what a client does that is given no key; empty if it sends none."""
        reads = client.library.fallback or _symbol(client.made).endswith("fromEnv")
        if "api_key" in client.terms or not reads:
            return ""
        return WITHOUT_KEY


def _global(client: Client) -> bool:
    return client.made is not None and client.made.name == "configure"


def _symbol(made: Term | None) -> str:
    if made is None:
        return ""
    if made.sort is Sort.RECORD:
        return made.name.rpartition(".")[2]
    owner = made.on.dotted() if made.on is not None else ""
    return owner if made.name == "new" else f"{owner}.{made.name}".lstrip(".")
