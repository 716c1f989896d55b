"""Requests that a script sends by curl: where the command ends, and what its body holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..config.scan import entries
from ..facts import (
    Call,
    Fact,
    Field,
    Kind,
    ModelName,
    Place,
    Unit,
    Value,
)
from ..model_names import is_text_model

ADDRESS = re.compile(
    rb"https?://(?:api\.openai\.com|[\w.${}()-]+\.openai\.azure\.com)[^\s\"'\\`)|;>]*"
)
# Commands that send a request; a URL behind any other is only mentioned.
CURL = re.compile(rb"\b(?:curl|wget|https?(?= +(?:POST|GET)))\b")
# A body in a variable or a file, and where those get what they hold.
_BODY = re.compile(
    rb"(?:-d|--data(?:-raw|-binary)?|--json)[= ]*[\"']?"
    rb"(?:\$\{?(?P<name>\w+)|@(?P<file>[\w./-]{2,}))"
)
_WRITTEN = rb">\s*[\"']?(?:\./)?%s\b"
_SET = rb"(?:^|[\s;])(?:local\s+|export\s+|readonly\s+)?%s="
_ESCAPED = re.compile(rb"\\\"((?:[^\"\\]|\\(?!\").)*)\\\"", re.S)
_HEREDOC = re.compile(rb"<<-?\s*[\"']?(?P<word>\w+)[\"']?[^\n]*\n")


def command_around(data: bytes, at: int) -> tuple[int, int]:
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


def request_of(unit: Unit, data: bytes, place: Place, span: tuple[int, int]) -> Iterator[Fact]:
    """Yield the request that a command sends, by the JSON in it."""
    start, span = _body(data, span)
    if start < 0:
        return
    # In double quotes the JSON's own are escaped: blanked to the same length.
    text = _ESCAPED.sub(rb' "\1" ', data[start : span[1]])
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


def _body(data: bytes, span: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """Return where a command's body begins, and the command or the variable that it stands in."""
    start = data.find(b"{", *span)
    while start > 0 and data[start - 1 : start] == b"$":
        start = data.find(b"{", start + 1, span[1])
    kept = _BODY.search(data, *span)
    if kept is None or (0 <= start < kept.start()):
        return start, span
    where = _SET % kept["name"] if kept["name"] else _WRITTEN % re.escape(kept["file"])
    found = re.compile(where, re.M).search(data)
    if found is None:
        return -1, span
    span = command_around(data, found.end())
    start = data.find(b"{", found.end(), span[1])
    while start > 0 and data[start - 1 : start] == b"$":
        start = data.find(b"{", start + 1, span[1])
    return start, span


def _scalar(text: str, written: bytes) -> str | int | float | bool | None:
    if written[:1] in (b'"', b"'"):
        return text
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d*\.\d+", text):
        return float(text)
    return {"true": True, "false": False}.get(text)
