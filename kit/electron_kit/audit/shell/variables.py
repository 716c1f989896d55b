"""Variables that a script sets: models, and OpenAI's key and URL where they are set or read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..config.route_parts import script_parts
from ..facts import (
    ClientMade,
    Confidence,
    CredentialRead,
    Fact,
    ModelName,
    Place,
    Provider,
    Unit,
)
from ..model_names import is_text_model
from .key_tests import key_tests

_SET = re.compile(
    rb"(?:^|(?<=[\s;&(]))(?P<key>[A-Za-z_]\w*)[ \t]*(?P<sign>[:?+]?=)[ \t]*"
    rb"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';#&|)]*)",
    re.M,
)
_DEFAULT = re.compile(rb"\$\{(?P<key>\w+):?[-=](?P<value>[\w.:/-]+)\}")
# What ``jq`` is given for a body that it makes.
_GIVEN = re.compile(rb"--arg +(?P<key>\w+) +[\"']?(?P<value>[\w.:/-]+)")
# ``MODEL=${1:-gpt-4o}``
_OWN_DEFAULT = re.compile(r"\$\{\d:?[-=](?P<value>[\w.:/-]+)\}")
_PRINTED = re.compile(rb"\s*[@-]?(?:echo|printf|print|cat)\b[^|;&>]*[\"']")
CREDENTIAL = re.compile(
    rb"\b(?:(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT|PUBLIC)_)?"
    rb"OPENAI_(?:API_KEY|BASE_URL|API_BASE)\b"
)
_AZURE = re.compile(r"(?:\w+_)?AZURE_?OPENAI_(?:\w+_)?(?:ENDPOINT|BASE|URL)$")
# In bytes: a line before what stands in it.
_LONGEST = 2000
# ``echo "OPENAI_API_KEY=…" >> .env``: what is put into a file is set there.
_INTO_FILE = re.compile(rb"=[^\n]{0,400}?(?:>>?[ \t]*(?![&>]|/dev/)|\|[ \t]*(?:sudo[ \t]+)?tee\b)")
_BLOCK = re.compile(
    rb"(?:\n[ \t]*@?(?:(?:echo|printf)\b[^\n>]*|\r?)){0,60}"
    rb"\n[ \t]*[)}][ \t]*>>?[ \t]*(?![&>]|/dev/|nul\b)"
)
# A variable or a field in a body that is called so chooses a model.
_MODEL_KEY = re.compile(r"(?i)model|engine|llm|deployment")


def is_printed(data: bytes, at: int) -> bool:
    """Say whether something stands in a text that a script prints, and is not put in there."""
    start = data.rfind(b"\n", max(at - _LONGEST, 0), at) + 1
    if not start and at > _LONGEST:
        # Nobody prints so long a line.
        return False
    before = data[start:at]
    return _PRINTED.match(before) is not None and not before.endswith((b"$", b"${"))


def is_written(data: bytes, end: int) -> bool:
    """Say whether the variable that ends at an offset is written into a file with its value."""
    into = _INTO_FILE.match(data, end) is not None
    return into or (data[end : end + 1] == b"=" and in_written_block(data, end))


def in_written_block(data: bytes, at: int) -> bool:
    """Say whether a printed line is one that a block writes into a file: ``(…) > .env``."""
    end = data.find(b"\n", at)
    return end >= 0 and _BLOCK.match(data, end) is not None


def variables(unit: Unit, data: bytes, spans: list[tuple[int, int]]) -> Iterator[Fact]:
    """Yield models that variables hold, and OpenAI's key and URL where they are set or read."""
    for match in (*_SET.finditer(data), *_DEFAULT.finditer(data), *_GIVEN.finditer(data)):
        key, raw = match["key"].decode(), match["value"].decode("utf-8", "replace")
        value = raw[1:-1] if raw[:1] in ("'", '"') else raw
        if default := _OWN_DEFAULT.fullmatch(value):
            value = default["value"]
        yield from script_parts(Place(unit, *match.span("value")), key, value)
        if _AZURE.match(key) and ".azure." in value:
            yield ClientMade(
                place=Place(unit, *match.span("key")), provider=Provider.AZURE, constructor=key,
                confidence=Confidence.MEDIUM,
            )  # fmt: skip
        if is_text_model(value) and _MODEL_KEY.search(key):
            yield ModelName(
                place=Place(unit, *match.span("value")), model=value, route=f"variable {key}",
                confidence=Confidence.HIGH,
            )  # fmt: skip
    seen: set[int] = set()
    for match in CREDENTIAL.finditer(data):
        line = unit.line_of(match.start())
        if (
            line in seen
            or (is_printed(data, match.start()) and not is_written(data, match.end()))
            or any(start <= match.start() < end for start, end in spans)
        ):
            continue
        seen.add(line)
        stored = data[match.end() : match.end() + 1] == b"="
        yield CredentialRead(
            place=Place(unit, *match.span()), variable=match[0].decode(),
            how="stored" if stored else "read",
        )  # fmt: skip
    for test in key_tests(unit, data):
        if test.place.line not in seen:
            yield test
