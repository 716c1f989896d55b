"""The front end for shell scripts and Makefiles: requests by curl, and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..config.route_parts import script_parts
from ..config.scan import entries
from ..facts import (
    Call,
    Confidence,
    CredentialRead,
    Fact,
    Field,
    Kind,
    ModelName,
    Place,
    RawRequest,
    Repair,
    Unit,
    Value,
)
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from ..hosts import endpoint_of_url
from ..model_names import is_text_model
from ..rewrite import splice_text

_SUFFIXES = (".sh", ".bash", ".zsh", ".ksh", ".fish", ".mk", ".make")
_NAMES = frozenset({"makefile", "gnumakefile", "justfile", ".envrc", ".bashrc", ".profile"})
_RELEVANT = re.compile(rb"OPENAI|openai|gpt-\d|\bo\d-mini|[A-Z]_(?:BASE_URL|API_BASE|API_URL)\b")
_ADDRESS = re.compile(
    rb"https?://(?:api\.openai\.com|[\w.${}()-]+\.openai\.azure\.com)[^\s\"'\\`)|;>]*"
)
# Commands that send a request; a URL behind any other is only mentioned.
_CURL = re.compile(rb"\b(?:curl|wget|https?(?= +(?:POST|GET)))\b")
_COMMENT = re.compile(rb"(?:^|(?<=[\s;]))#[^\n]*", re.M)
_HEREDOC = re.compile(rb"<<-?\s*[\"']?(?P<word>\w+)[\"']?[^\n]*\n")
_SET = re.compile(
    rb"(?:^|(?<=[\s;&(]))(?P<key>[A-Za-z_]\w*)[ \t]*(?P<sign>[:?+]?=)[ \t]*"
    rb"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';#&|)]*)",
    re.M,
)
_DEFAULT = re.compile(rb"\$\{(?P<key>\w+):?[-=](?P<value>[\w.:/-]+)\}")
_PRINTED = re.compile(rb"\s*(?:echo|printf|print|cat)\b[^|;&>]*[\"']")
_CREDENTIAL = re.compile(rb"\bOPENAI_(?:API_KEY|BASE_URL|API_BASE)\b")
# A variable or a field in a body that is called so chooses a model.
_MODEL_KEY = re.compile(r"(?i)model|engine|llm|deployment")


class ShellFrontEnd:
    """Reads shell scripts and Makefiles."""

    name = "shell"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        name = path.rpartition("/")[2].lower()
        scripts = name.endswith(_SUFFIXES) or name in _NAMES or name.startswith("makefile.")
        return scripts or _holds_commands(name)

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Return the relevant files as one group: nothing is followed across them."""
        group = [
            source
            for source in sources
            if _RELEVANT.search(source.data)
            and (not _holds_commands(source.name) or _CURL.search(source.data))
        ]
        return [group] if group else []

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        careful = Careful(problems)
        facts: list[Fact] = []
        for source in sources:
            facts += careful.part(source.path, lambda one: list(_facts(one)), source) or ()
        return facts

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return why a person has to make a change: a script's parts are not followed."""
        del repair, style
        return MustReview("What else the script reads is not followed: change it as a whole.")

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made.

        Raises:
            ValueError: Edits overlap.
        """
        return splice_text(data, edits)


def _holds_commands(path: str) -> bool:
    """Say whether a file is configuration that may run commands: a workflow, an image's recipe."""
    name = path.rpartition("/")[2].lower()
    return name.endswith((".yml", ".yaml", ".dockerfile")) or name.startswith("dockerfile")


def _facts(source: Source) -> Iterator[Fact]:
    unit = Unit(source.path, source.data, "config")
    # Comments are blanked, so that every offset stays.
    data = _COMMENT.sub(lambda match: b" " * len(match[0]), source.data)
    spans: list[tuple[int, int]] = []
    commands = _holds_commands(source.path)
    for match in _ADDRESS.finditer(data):
        start, end = _command(data, match.start())
        if commands and not _CURL.search(data, start, end):
            continue
        spans.append((start, end))
        url = match[0].decode("utf-8", "replace")
        endpoint, place = endpoint_of_url(url), Place(unit, match.start(), match.end())
        azure = "azure.com" in url
        yield RawRequest(place=place, url=url, endpoint=endpoint, azure=azure)
        if endpoint == "chat" and not azure:
            yield from _body(unit, data, place, (start, end))
    if not commands:
        yield from _variables(unit, data, spans)


def _command(data: bytes, at: int) -> tuple[int, int]:
    """Return where the command around an offset begins and ends, with its here-document."""
    start = data.rfind(b"\n", 0, at) + 1
    while start > 1 and data[start - 2 : start - 1] == b"\\":
        start = data.rfind(b"\n", 0, start - 1) + 1
    quote, end = 0, start
    while end < len(data):
        char = data[end]
        if char == 0x5C and quote != 0x27:
            end += 2
            continue
        if quote:
            quote = 0 if char == quote else quote
        elif char in (0x22, 0x27):
            quote = char
        elif char == 0x0A:
            break
        end += 1
    document = _HEREDOC.search(data, start, end + 1)
    if document:
        close = re.compile(rb"^[ \t]*" + document["word"] + rb"\b", re.M).search(data, end)
        end = close.start() if close else end
    return start, min(end, len(data))


def _body(unit: Unit, data: bytes, place: Place, span: tuple[int, int]) -> Iterator[Fact]:
    """Yield the request that a command sends, by the JSON in it."""
    start = data.find(b"{", *span)
    while start > 0 and data[start - 1 : start] == b"$":
        start = data.find(b"{", start + 1, span[1])
    if start < 0:
        return
    # In double quotes the JSON's own are escaped: blanked to the same length.
    text = data[start : span[1]].replace(b'\\"', b' "')
    fields: dict[str, Field] = {}
    for entry in entries("body.json", text):
        if entry.parents or entry.key_start < 0 or entry.key in fields:
            continue
        where = Place(unit, start + entry.start, start + entry.end)
        whole = Place(unit, start + entry.key_start, start + entry.end)
        value = Value(Kind.CONSTANT, where, _scalar(entry.value, text[entry.start : entry.end]))
        fields[entry.key] = Field(entry.key, whole, None, where, (value,))
    model = fields.get("model")
    name = model.values[0].constant if model else None
    if model is not None and isinstance(name, str) and is_text_model(name) and model.value:
        yield ModelName(place=model.value, model=name)
    yield Call(
        place=place, endpoint="chat", path="create", fields=fields, complete=False, framework="http"
    )


def _is_printed(data: bytes, at: int) -> bool:
    """Say whether something stands in a text that a script prints, and is not put in there."""
    before = data[data.rfind(b"\n", 0, at) + 1 : at]
    return _PRINTED.match(before) is not None and not before.endswith((b"$", b"${"))


def _scalar(text: str, written: bytes) -> str | int | float | bool | None:
    if written[:1] in (b'"', b"'"):
        return text
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d*\.\d+", text):
        return float(text)
    return {"true": True, "false": False}.get(text)


def _variables(unit: Unit, data: bytes, spans: list[tuple[int, int]]) -> Iterator[Fact]:
    """Yield models that variables hold, and OpenAI's key and URL where they are set or read."""
    for match in (*_SET.finditer(data), *_DEFAULT.finditer(data)):
        key, raw = match["key"].decode(), match["value"].decode("utf-8", "replace")
        value = raw[1:-1] if raw[:1] in ("'", '"') else raw
        yield from script_parts(Place(unit, *match.span("value")), key, value)
        if is_text_model(value) and _MODEL_KEY.search(key):
            yield ModelName(
                place=Place(unit, *match.span("value")), model=value, route=f"variable {key}",
                confidence=Confidence.HIGH,
            )  # fmt: skip
    seen: set[int] = set()
    for match in _CREDENTIAL.finditer(data):
        line = unit.line_of(match.start())
        if (
            line in seen
            or _is_printed(data, match.start())
            or any(start <= match.start() < end for start, end in spans)
        ):
            continue
        seen.add(line)
        stored = data[match.end() : match.end() + 1] == b"="
        yield CredentialRead(
            place=Place(unit, *match.span()), variable=match[0].decode(),
            how="stored" if stored else "read",
        )  # fmt: skip


FRONT_END = ShellFrontEnd()
__all__ = ["FRONT_END", "ShellFrontEnd"]
