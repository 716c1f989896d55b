"""B04: output bound to a JSON schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from ...contract import FORMATS, Fate, Format
from ..facts import Call, Fact, Facts, Field, FrameworkClient, Kind, SchemaOutput, Value
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD, given, request_fields

RECORD = "format-json-schema"


class StructuredOutput(Rule[Call | SchemaOutput | FrameworkClient]):
    """A request binds its output to a JSON schema.

    That is ``response_format`` with ``json_schema``, a pydantic or zod class in its place,
    ``.parse()`` with one, or a framework's option that sends it. Electron lists ``json_object``.
    """

    code = "B04"
    name = "structured-output"
    severity = Severity.BREAKS
    title = "output bound to a JSON schema"
    because = "JSON mode is listed and a schema is not: nothing binds the answer to one."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        SchemaOutput,
        FrameworkClient,
    )
    records = (RECORD,)
    formats: ClassVar[Sequence[Format]] = FORMATS
    instead_in: ClassVar[dict[str, str]] = {
        "go": "OfJSONObject: &shared.ResponseFormatJSONObjectParam{} (go-openai: "
        "ChatCompletionResponseFormatTypeJSONObject), the schema in the prompt, and validation.",
        "java": "responseFormat(ResponseFormatJsonObject.builder().build()), the schema in the "
        "prompt, and validation.",
        "ruby": 'response_format: {type: "json_object"}, the schema in the prompt, and validation.',
    }
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], response_format={"type": "json_object"})'
            )
        ),
        Example(HEAD + 'client.chat.completions.parse(model="m", messages=[])'),
        Example(
            HEAD
            + (
                'client.beta.chat.completions.stream(model="m", '
                'messages=[], response_format={"type": "json_object"})'
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], response_format={"type": "json_schema", '
                '"json_schema": {}})'
            ),
            lines=(3,),
        ),
        Example(
            HEAD
            + (
                "from pydantic import BaseModel\n"
                "class Answer(BaseModel):\n"
                "    text: str\n"
                'client.beta.chat.completions.parse(model="m", '
                "messages=[], response_format=Answer)"
            ),
            lines=(6,),
        ),
        Example(
            HEAD
            + (
                'FORMAT = {"type": "json_schema", "json_schema": {"name": "x"}}\n'
                'extra = {"response_format": FORMAT}\n'
                'client.chat.completions.create(model="m", messages=[], **extra)'
            ),
            lines=(4,),
        ),
        Example(
            (
                "from langchain_openai import ChatOpenAI\n"
                'llm = ChatOpenAI(model="gpt-4o").with_structured_output(Answer)'
            ),
            lines=(2,),
        ),
    )

    def check(self, fact: Call | SchemaOutput | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report where a schema is sent, as long as the contract has it refused."""
        if not refused(self.formats):
            return
        place, confidence = fact.place, fact.confidence
        if isinstance(fact, Call | FrameworkClient):
            field = request_fields(fact).get("response_format")
            schema = field is not None and _schema(field)
            parses = (
                isinstance(fact, Call)
                and fact.endpoint == "chat"
                and fact.path.endswith(("parse", "stream"))
            )
            if field is None or not (schema or (parses and given(field) and not _plain(field))):
                return
            place, confidence = field.place, min(confidence, field.confidence)
        yield Report(
            place=place,
            message="`json_schema` is not among the response formats that Electron lists.",
            confidence=confidence,
            instead=fact.instead if isinstance(fact, SchemaOutput) else "",
            review="The schema has to go into the prompt, and the answer has to be validated.",
        )


def refused(formats: Sequence[Format]) -> bool:
    """Say whether these records of response formats let no schema bind an answer."""
    fates = {record.key: record.electron.fate for record in formats}
    return fates[RECORD] is not Fate.SUPPORTED


def _schema(field: Field) -> bool:
    return any(_is_schema(value) for value in field.values)


def _plain(field: Field) -> bool:
    """Say whether a format is written out and has no schema: ``{"type": "json_object"}``."""
    kinds = [value.entries.get("type") for value in field.values if value.kind is Kind.MAPPING]
    return len(kinds) == len(field.values) > 0 and all(
        kind is not None and {v.constant for v in kind.values} <= {"json_object", "text"}
        for kind in kinds
    )


# A function out of sight that makes a format of a class: ``type_to_response_format_param(Plan)``.
_MAKER = re.compile(r"(?i)response_?format(?:_param)?$")


def _is_schema(value: Value) -> bool:
    if value.kind is Kind.CLASS:
        return True
    if value.origin == "made" and _MAKER.search(value.name):
        return True
    if value.kind is Kind.MAPPING:
        if "json_schema" in value.entries:
            return True
        kind = value.entries.get("type")
        return kind is not None and any(v.constant == "json_schema" for v in kind.values)
    return value.kind is Kind.CONSTANT and value.constant == "json_schema"
