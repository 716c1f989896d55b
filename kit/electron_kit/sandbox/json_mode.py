"""JSON that a prompt asks for: its shape from the prompt, its values from the message."""

from __future__ import annotations

import json
import re
from typing import Any

from .conversation import Conversation
from .json_encoding import encode
from .json_repair import repaired
from .literals import Literals
from .schema_fill import Unsatisfiable, fill
from .text_patterns import MAX_TEXT, words_of

_KEYS = re.compile(
    r"\b(?:keys?|fields?|properties|attributes)\b(?:\s+(?:named|called|are|is|must be"
    r"|should be))?\s*:?\s*"
    r"([`\"']?[A-Za-z_]\w*[^.\n]*)",
    re.IGNORECASE,
)
_KEYS_END = re.compile(
    r"\s+(?:from|of the|for the|based|describing|where)\b|:\s*(?=[\"“'\n])|:\s+(?=[A-Z])|:\s*$"
)
_KEY = re.compile(r"[`\"']?([A-Za-z_]\w*)[`\"']?\s*(?:\(([^)]*)\)|:\s*([A-Za-z]+))?")
_TICKED = re.compile(r"[`\"]([A-Za-z_]\w*)[`\"]")
_NUMERIC = set(
    (
        "age count quantity price cost amount total number year years score rating days hours "
        "minutes size weight height temperature percent percentage population guests people"
    ).split()
)
_LISTS = set("tags items keywords ingredients steps names languages skills topics cities".split())
_DECODER = json.JSONDecoder()


def json_answer(conversation: Conversation) -> str:
    """Return the JSON text that answers a conversation in JSON mode."""
    correction = repaired(conversation)
    if correction is not None:
        return correction
    schema, source = conversation.schema, ""
    if schema is None:
        schema, source = _shape(conversation)
    literals = Literals(_message(conversation, source))
    try:
        return encode(fill(schema, literals))
    except (Unsatisfiable, RecursionError) as problem:
        return encode({"sandbox": f"No JSON could be made for this schema: {problem}"})


def _message(conversation: Conversation, source: str) -> str:
    """Return the text that values are taken from: the message without the shape it asks for."""
    text = conversation.question
    if source and source in text:
        before, _, after = text.partition(source)
        after = after.lstrip(" :.\n`")
        text = after if len(after) > 2 else before
    if not text.strip(" .:\n") and conversation.earlier:
        text = conversation.earlier[-1]
    return text


def _shape(conversation: Conversation) -> tuple[Any, str]:
    """Return the schema that the prompt describes, and the words that describe it."""
    # An object that is written out says more than names in a sentence, the question more than the
    # system's message, which is the same for every question.
    for text in (conversation.question, conversation.system):
        for value, source in _objects(text):
            if _is_schema(value):
                return value, source
            if value:
                return _schema_of(value), source
    for text in (conversation.question, conversation.system):
        named = _named_keys(text[:MAX_TEXT])
        if named is not None:
            return named
    reply = f"The sandbox, in place of {conversation.model}, found no keys asked for."
    return {
        "type": "object",
        "properties": {"sandbox": {"const": True}, "reply": {"const": reply}},
        "required": ["sandbox", "reply"],
    }, ""


def _objects(text: str) -> list[tuple[dict[str, Any], str]]:
    found: list[tuple[dict[str, Any], str]] = []
    start = text.find("{")
    tries = 0
    while start >= 0 and len(found) < 4 and tries < 50:
        tries += 1
        try:
            value, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        if isinstance(value, dict):
            found.append((value, text[start:end]))
        start = text.find("{", end)
    return found


def _is_schema(value: dict[str, Any]) -> bool:
    return isinstance(value.get("properties"), dict) or (
        isinstance(value.get("type"), str)
        and value["type"] in {"object", "array", "string", "number", "integer", "boolean"}
    )


def _schema_of(example: Any) -> dict[str, Any]:
    """Return a schema for values that look like an example."""
    if isinstance(example, dict):
        return {
            "type": "object",
            "properties": {key: _schema_of(value) for key, value in example.items()},
            "required": list(example),
        }
    if isinstance(example, list):
        return {"type": "array", "items": _schema_of(example[0]) if example else {}}
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, int):
        return {"type": "integer"}
    if isinstance(example, float):
        return {"type": "number"}
    if example is None:
        return {"type": ["string", "null"]}
    # {"priority": "low|medium|high"} and {"age": "integer"} describe, they don't exemplify.
    options = [option.strip() for option in re.split(r"\s*\|\s*", example)]
    if len(options) > 1 and all(options):
        return {"enum": options}
    named = _TYPE_WORDS.get(example.strip("<> ").lower())
    return dict(named) if named else {"type": "string", "description": example[:200]}


_TYPE_WORDS: dict[str, dict[str, Any]] = {
    "int": {"type": "integer"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "boolean": {"type": "boolean"},
    "true/false": {"type": "boolean"},
    "list": {"type": "array", "items": {"type": "string"}},
    "array": {"type": "array", "items": {"type": "string"}},
    "date": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
}


def _named_keys(text: str) -> tuple[Any, str] | None:
    match = _KEYS.search(text)
    properties: dict[str, Any] = {}
    if match is not None:
        listed = _KEYS_END.split(match[1])[0]
        for part in re.split(r",\s*(?:and\s+)?(?![^()]*\))|\s+and\s+(?![^()]*\))", listed):
            key = _KEY.match(part.strip())
            if key is None:
                break
            properties[key[1]] = _hinted(key[1], key[2] or key[3] or "")
            if part.strip()[key.end() :].strip():
                break
        source = text[match.start() : match.start(1) + len(listed)]
    if not properties:
        ticked = _TICKED.findall(text)
        if not ticked:
            return None
        properties = {key: _hinted(key, "") for key in ticked}
        source = ""
    return {"type": "object", "properties": properties, "required": list(properties)}, source


def _hinted(key: str, hint: str) -> dict[str, Any]:
    words = set(words_of(hint))
    for word in words_of(hint):
        if word in _TYPE_WORDS:
            return dict(_TYPE_WORDS[word])
    if words & {"string", "str", "text"}:
        return {"type": "string"}
    options = [option.strip(" \"'`") for option in re.split(r"\s*(?:\||,|/|\bor\b)\s*", hint)]
    options = [option.removeprefix("one of ").strip() for option in options if option]
    if len(options) > 1:
        return {"enum": options}
    if set(words_of(key)) & _NUMERIC:
        return {"type": "number"}
    if set(words_of(key)) & _LISTS:
        return {"type": "array", "items": {"type": "string"}}
    if key.startswith(("is_", "has_", "can_", "should_")):
        return {"type": "boolean"}
    return {"type": "string"}
