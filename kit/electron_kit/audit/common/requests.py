"""Calls through clients: their endpoint, the fields that they send, roles and parts of messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..facts import Call, Confidence, Fact, Field, MessagePart, MessageRole, ModelName, Provider
from ..model_names import is_text_model, unknown_to_electron
from .clients import Client, Clients
from .form import Argument, Sort, Term
from .libraries import SHAPES, Family, endpoint_of
from .messages import ROLES, Messages
from .names import REQUEST_FIELDS, constant_text, snake, wire
from .program import Entry, Program

# Members between a client and a request's method, at most.
_LONGEST_PATH = 6
# Functions and builders' methods that make a message of a role, or a part of a message.
_ROLE_MAKERS = {
    "developer_message": "developer", "add_developer_message": "developer",
    "of_developer": "developer", "chat_completion_developer_message_param": "developer",
    "function_message": "function", "chat_completion_function_message_param": "function",
    "function_message_param": "function",
}  # fmt: skip
_PART_MAKERS = {
    "text_content_part": "text", "image_content_part": "image_url", "file_content_part": "file",
    "input_audio_content_part": "input_audio", "of_image_url": "image_url",
    "of_input_audio": "input_audio", "chat_completion_content_part_image": "image_url",
    "chat_completion_content_part_input_audio": "input_audio",
    "chat_message_image_content_item": "image_url", "image_content": "image_url",
    "add_user_message_of_array_of_content_parts": "image_url",
}  # fmt: skip
# Only these have such makers of parts; elsewhere the words mean other things.
_LIBRARY_OF_PARTS = ("openai", "langchain4j", "azure")


class Requests:
    """Reads the requests of a program.

    Args:
        program: The program.
        clients: Its clients.
    """

    def __init__(self, program: Program, clients: Clients) -> None:
        """Note nothing yet."""
        self.program = program
        self.clients = clients
        # Places of models that were judged where they arrive.
        self.judged: set[tuple[int, int]] = set()
        self._other: set[int] = set()
        # Where messages are told by what they are written as: places are known by the terms.
        self.messages = Messages((), each=True)

    def facts(self) -> Iterator[Fact]:
        """Yield a fact for each request, each model that it names, each role and part."""
        for file in self.program.files:
            for term in file.terms:
                if term.sort is Sort.CALL:
                    yield from self._call(term)
        for client in self.clients.all():
            if client.library.family is Family.FRAMEWORK:
                yield from self._models_of(client)
        for file in self.program.files:
            if not self.clients.foreign(file):
                for term in file.terms:
                    yield from self._message(term)

    def _call(self, term: Term) -> Iterator[Fact]:
        found = self._target(term)
        if found is None:
            return
        client, path, confidence = found
        if client.provider is Provider.OTHER:
            self._skip(term)
            return
        if client.library.family is Family.FRAMEWORK:
            return
        endpoint = endpoint_of(client.library, path)
        if endpoint is None:
            return
        client.endpoints.add(endpoint)
        fields, *again = self._fields(term, client) if endpoint == "chat" else [{}]
        if endpoint != "chat":
            self._skip(term)
        call = Call(
            place=term.place, endpoint=endpoint, path=".".join(path),
            provider=client.provider, fields=fields, confidence=confidence, complete=False,
        )  # fmt: skip
        yield call
        yield from (replace(call, fields=others) for others in again)
        model = fields.get("model")
        if model is not None and client.provider is not Provider.AZURE:
            yield from self._models(model, call)

    def _skip(self, term: Term) -> None:
        """Leave out the messages of a request that goes elsewhere."""
        for argument in term.arguments:
            for one in self.program.resolve(argument.term, 3):
                self._other.update(id(inner) for inner in _below(one))
            for entry in [*self.program.entries(argument.term), *self._named(argument, term)]:
                if wire(entry.name) == "model":
                    places = (value.place for value in self.program.values(entry.term))
                    self.judged.update((id(p.unit), p.start) for p in places if p is not None)

    def _named(self, argument: Argument, term: Term) -> list[Entry]:
        return self.program.listed([argument], term.file) if argument.name else []

    def _target(self, term: Term) -> tuple[Client, list[str], Confidence] | None:
        """Return the client that a call goes through, and the path under it."""
        path = [snake(term.name)]
        below = term.on
        for _ in range(_LONGEST_PATH):
            if below is None:
                break
            known = self.clients.of(below)
            if known is not None:
                return known[0], path, known[1]
            if below.sort not in (Sort.MEMBER, Sort.CALL):
                break
            path.insert(0, snake(below.name))
            below = below.on
        whole = path if below is None else [snake(below.dotted().rpartition(".")[2]), *path]
        return self._by_shape(term, whole)

    def _by_shape(self, term: Term, path: list[str]) -> tuple[Client, list[str], Confidence] | None:
        names = {argument.name for argument in term.arguments}
        for shape in SHAPES.get(self.program.language, ()):
            if tuple(path[-len(shape.path) :]) != shape.path:
                continue
            if shape.keyword and shape.keyword not in names:
                continue
            if len(path) == len(shape.path) and term.on is None:
                continue  # a function of the program's own
            known = self.clients.by_library.get(shape.library.name, [])
            providers = {client.provider for client in known}
            if not known and not _imported(term, shape.library.package):
                continue
            client = Client(shape.library, None)
            if len(providers) == 1:
                client = known[0] if len(known) == 1 else client
                client.provider = providers.pop()
            return client, list(shape.path), Confidence.MEDIUM
        return None

    def _fields(self, term: Term, client: Client) -> list[dict[str, Field]]:
        """Return the fields of a request; what is set again elsewhere, in further ones."""
        found: list[dict[str, Field]] = [{}]
        for entry in self._sent(term, client):
            name = wire(entry.name)
            if name not in REQUEST_FIELDS:
                continue
            made = self.program.field(name, entry)
            known = found[0].get(name)
            if known is None:
                found[0][name] = made
            else:
                values = (*known.values, *made.values)
                found[0][name] = replace(known, values=values) if name == "model" else known
                found.append({name: made})
        return found

    def _sent(self, term: Term, client: Client) -> Iterator[Entry]:
        if term.file.traits.keywords:
            inner = [a for a in term.arguments if a.name == "parameters"]
            if inner:
                yield from self.program.entries(inner[0].term)
            else:
                yield from self.program.listed(term.arguments, term.file)
            return
        for argument in term.arguments:
            yield from self.program.entries(argument.term)
        for name, argument in zip(client.library.sent, term.arguments, strict=False):
            yield Entry(name, argument.term, argument.term.place)

    def _models(self, model: Field, call: Call) -> Iterator[Fact]:
        for value in model.values:
            text, place = value.constant, value.place
            if place is None or not isinstance(text, str):
                continue
            self.judged.add((id(place.unit), place.start))
            if unknown_to_electron(value, model, call):
                routes = {"env": "environment default", "elsewhere": "given elsewhere"}
                yield ModelName(
                    place=place, model=text, route=routes.get(value.origin, "argument"),
                    confidence=call.confidence,
                )  # fmt: skip

    def _models_of(self, client: Client) -> Iterator[Fact]:
        model = client.options.get("model")
        for value in model.values if model is not None else ():
            text, place = value.constant, value.place
            if place is None or not isinstance(text, str):
                continue
            self.judged.add((id(place.unit), place.start))
            if is_text_model(text) and client.provider is not Provider.OTHER:
                endpoint = "chat" if client.endpoint in ("chat", "settings") else client.endpoint
                yield ModelName(place=place, model=text, endpoint=endpoint)

    def _message(self, term: Term) -> Iterator[Fact]:
        if id(term) in self._other:
            return
        if term.sort is Sort.RECORD:
            yield from self._record(term)
        elif term.sort is Sort.CALL:
            yield from self._maker(term)

    def _record(self, term: Term) -> Iterator[Fact]:
        if {wire(argument.name) for argument in term.arguments} & {"role", "type"}:
            yield from self.messages.written(self.program.mapping(term))
        made = snake(term.name.rpartition(".")[2])
        yield from self._made(made, term, term.name)
        for argument in term.arguments:
            name = snake(argument.name)
            if name == "add_developer_message":
                yield MessageRole(place=argument.term.place, role="developer")

    def _maker(self, term: Term) -> Iterator[Fact]:
        owner = term.on.qualified() if term.on is not None else ""
        yield from self._made(snake(term.name), term, owner)
        if term.name == "new" and owner.rpartition(".")[2] in ("ChatMessage", "Message"):
            for argument in term.arguments[:1]:
                text = self._text(argument.term)
                if text in ROLES and ("openai" in owner.lower() or self._official(term, owner)):
                    yield MessageRole(place=argument.term.place, role=text)
        elif term.name in ("new", "from") and owner.rpartition(".")[2] in _CLASSES:
            yield from self._made(snake(owner.rpartition(".")[2]), term, owner)

    def _made(self, name: str, term: Term, owner: str) -> Iterator[Fact]:
        theirs = any(word in owner.lower() for word in _LIBRARY_OF_PARTS)
        known = self._official(term, owner)
        if name in _ROLE_MAKERS and (theirs or known):
            yield MessageRole(place=term.place, role=_ROLE_MAKERS[name])
        elif name in _PART_MAKERS and (theirs or known):
            yield MessagePart(place=term.place, type=_PART_MAKERS[name])

    def _official(self, term: Term, owner: str) -> bool:
        """Say whether a class without a package here may be an SDK's: by what is imported whole."""
        return "." not in owner and any("openai" in package for package in term.file.packages)

    def _text(self, term: Term) -> str:
        if isinstance(term.value, str):
            return term.value
        return (constant_text(term.qualified()) or "") if term.dotted() else ""


_CLASSES = frozenset({"ChatMessageImageContentItem", "ImageContent"})


def _below(term: Term) -> Iterator[Term]:
    stack = [term]
    while stack:
        one = stack.pop()
        yield one
        stack += [argument.term for argument in one.arguments]


def _imported(term: Term, package: str) -> bool:
    if term.file.traits.no_imports:
        return True
    paths = [*term.file.imports.values(), *term.file.packages]
    return any(path.startswith(package) for path in paths)
