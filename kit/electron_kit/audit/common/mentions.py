"""What stands outside of requests: models that are kept, keys, addresses, branches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Call, Confidence, CredentialRead, Fact, ModelLogic, ModelName, Part, RawRequest
from ..hosts import URL, VARIABLE, endpoint_of_url
from ..model_names import is_completions_model, is_text_model
from .clients import Clients
from .form import File, Sort, Term
from .names import constant_text, snake
from .program import Program

_PROPERTY = re.compile(
    r"\$\{(?P<name>[\w.-]*open-?ai[\w.-]*(?:key|token|url|host)|OPENAI_\w+)[:}]", re.I
)
# How the texts begin that a program holds a model's name against.
_MODEL_START = re.compile(r"^(?:chat)?gpt-?[\d.]*(?:-|o|$)|^o\d(?:-|$)")
# Functions that say something to a person or a test, where a model's name decides nothing.
_SAYS = re.compile(
    r"print|log|debug|info|warn|error|fatal|puts|assert|expect|equal|describe|^it$|^t$|usage|"
    r"^raise$|^abort$|title|help|comment|example",
    re.I,
)
# Counters of tokens that take a model's name, and know OpenAI's only.
_COUNTS = re.compile(r"encoding_?for_?model|token_count_estimator$|open_?ai_tokenizer$", re.I)
_MATCHES = frozenset({"MatchString", "Match", "matcher", "match?", "match"})
_PATTERN = re.compile(r"gpt-?\\?[\d(\[]|\bo\\d|\bo\[?[1-9]|davinci")
# With a word between spaces it is a text that only mentions an address.
_SENTENCE = re.compile(r"\s\S+\s")


class Mentions:
    """Reads what stands outside of requests.

    Args:
        program: The program.
        clients: Its clients.
        judged: Where models stand that were judged at the call that they reach.
    """

    def __init__(self, program: Program, clients: Clients, judged: set[tuple[int, int]]) -> None:
        """Keep what was judged already."""
        self.program = program
        self.judged = judged
        # Whether the program asks other endpoints, and none for a chat.
        self.elsewhere = self._elsewhere(clients)
        self._options: set[int] = set()
        # What clients are made with is reported with them.
        for client in clients.all():
            if client.library.family in ("official", "community", "azure"):
                self._options.update(id(term) for term in client.terms.values())
            for term in client.terms.values():
                url = client.terms.get("base_url")
                if term is url:
                    self._options.update(id(one) for one in program.resolve(term))

    def _elsewhere(self, clients: Clients) -> bool:
        texts = [t for f in self.program.files for t in f.terms if t.sort is Sort.TEXT]
        urls = [str(term.value) for term in texts if URL.search(str(term.value))]
        asked = {endpoint_of_url(url) for url in urls}
        if clients.all() or "chat/completions" in "".join(str(term.value) for term in texts):
            return False
        return len(asked - {"chat"}) > 0

    def facts(self) -> Iterator[Fact]:
        """Yield what each file says."""
        for file in self.program.files:
            compared = {id(term) for term in file.compared}
            yield from self._logic(file)
            for term in file.terms:
                if term.sort is Sort.TEXT:
                    yield from self._text(term, compared)
                elif term.sort is Sort.MEMBER and id(term) not in compared:
                    yield from self._model(term, constant_text(term.qualified()))
                elif term.sort is Sort.ENV:
                    yield from self._variable(term)
                elif term.sort is Sort.CALL and term.name in _MATCHES and self._pattern(term):
                    yield ModelLogic(place=term.place, how="branches on", detail=term.name)
                elif term.sort is Sort.CALL and (name := _counting(term)):
                    yield ModelLogic(place=term.place, how="counts tokens by", detail=name)
                elif term.sort is Sort.UNKNOWN and len(term.arguments) == 2:
                    yield from self._joined(term)

    def _joined(self, term: Term) -> Iterator[Fact]:
        """Yield the request whose address is a base and a path: ``BASE + "/files"``."""
        base, path = (argument.term for argument in term.arguments)
        text = path.value
        if path.sort is not Sort.TEXT or not isinstance(text, str) or not text.startswith("/"):
            return
        bases = [str(one.value) for one in self.program.resolve(base, 4) if one.sort is Sort.TEXT]
        endpoint = endpoint_of_url(text)
        if endpoint != "chat" and any(URL.search(each) for each in bases):
            yield Call(
                place=term.place, endpoint=endpoint, path=text, complete=False, framework="http"
            )  # fmt: skip

    def _pattern(self, term: Term) -> bool:
        """Say whether a call matches against a pattern of models' names."""
        made = [one for one in self.program.resolve(term.on) if one.sort is Sort.CALL]
        texts = [str(a.term.value) for one in made for a in one.arguments[:1]]
        return any(_PATTERN.search(text) for text in texts)

    def _text(self, term: Term, compared: set[int]) -> Iterator[Fact]:
        text = str(term.value)
        if id(term) in compared:
            if text in ("sk-", "sk-proj-"):
                yield CredentialRead(place=term.place, variable="sk-", how="checked")
            return
        yield from self._model(term, None if term.open else text)
        if VARIABLE.match(text) and term.parent is not None:
            yield CredentialRead(place=term.place, variable=text)
        elif match := _PROPERTY.search(text):
            yield CredentialRead(place=term.place, variable=match["name"])
        if (
            (found := URL.search(text))
            and id(term) not in self._options
            and not term.file.test
            and not _SENTENCE.search(text)
        ):
            yield RawRequest(
                place=term.place, url=text, endpoint=endpoint_of_url(text),
                azure="azure" in found[0],
            )  # fmt: skip

    def _model(self, term: Term, text: str | None) -> Iterator[Fact]:
        if text is None or not is_text_model(text) or is_completions_model(text) or term.file.test:
            return
        if (id(term.file.unit), term.start) in self.judged or _told(term) or _keyed(term):
            return
        if self.elsewhere or any(_counting(above) for above in term.parents()):
            return
        self.judged.add((id(term.file.unit), term.start))
        yield ModelName(
            place=term.place, model=text, route="kept here", confidence=Confidence.MEDIUM
        )

    def _variable(self, term: Term) -> Iterator[Fact]:
        name = term.name
        if not name:
            return
        at = f"{term.file.unit.path}:{term.place.line}"
        for key in (f"stored@{name}", f"stored@key:{name}"):
            yield Part(
                place=term.place, key=key, kind="name", name=f"the variable `{name}`",
                obstacle=f"is also read by code that is not rewritten ({at})",
            )  # fmt: skip
        if VARIABLE.match(name) and id(term) not in self._options:
            yield CredentialRead(place=term.place, variable=name)

    def _logic(self, file: File) -> Iterator[Fact]:
        seen: set[int] = set()
        for term in file.compared:
            text = term.value if isinstance(term.value, str) else None
            if text is None and term.dotted():
                text = constant_text(term.qualified())
            if not text or not _MODEL_START.match(text):
                continue
            where = term.parent if term.parent is not None else term
            line = term.place.line
            if line not in seen and not file.test:
                seen.add(line)
                yield ModelLogic(place=where.place if where.place.line == line else term.place,
                                 how="branches on", detail=text)  # fmt: skip
        for term in file.terms:
            if term.sort is Sort.RECORD and sum(map(_named_model, term.arguments)) > 1:
                yield ModelLogic(place=term.place, how="looks up", detail="a table by model")


def _counting(term: Term) -> str:
    """Return what counts tokens by a model's name; empty for a call that does not."""
    if term.sort is not Sort.CALL:
        return ""
    name = term.on.dotted() if term.name == "new" and term.on is not None else term.name
    return name if _COUNTS.search(snake(name)) else ""


def _named_model(argument: object) -> bool:
    name = str(getattr(argument, "name", ""))
    return is_text_model(name) or is_text_model(
        constant_text(f"openai.{name.rpartition('.')[2]}") or ""
    )


def _told(term: Term) -> bool:
    """Say whether a text is said to a person, or joined to a sentence."""
    for above in term.parents():
        if above.sort is Sort.CALL:
            return _SAYS.search(above.name) is not None
        if above.sort in (Sort.RECORD, Sort.LIST):
            return False
    return False


def _keyed(term: Term) -> bool:
    """Say whether a text is the key of an entry, which is a table's."""
    return term.parent is None and term.sort is Sort.TEXT and _colon(term)


def _colon(term: Term) -> bool:
    after = term.file.unit.data[term.end : term.end + 3].lstrip()
    return after.startswith((b":", b"=>"))
