"""Which object an answer's text holds: the one that fits, beside thinking, fences and words."""

from __future__ import annotations

import json
import re
from typing import Any

# What a model thought stands before what it answers; one that is not closed is all there is.
_THINKING = re.compile(
    r"^\s*<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE
)


def read(adapter: Any, text: str) -> Any:
    """Return the one object of a text that fits the model.

    Raises:
        NoObjectError: None does, or several do: a draft is not to be taken for the answer.
    """
    from pydantic import ValidationError

    found, problem = _objects(text), ""
    fitting: dict[str, Any] = {}
    for candidate in found:
        try:
            twice = _key_twice(candidate)
            if twice is not None:
                raise NoObjectError(f"- the object has the key {twice!r} twice")
            value = adapter.validate_json(candidate)
        except ValidationError as error:
            problem = problem or _explained(error)
        except NoObjectError as error:
            problem = problem or str(error)
        else:
            fitting.setdefault(json.dumps(json.loads(candidate), sort_keys=True), value)
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if fitting:
        problem = f"- the answer holds {len(fitting)} objects that fit: give one and no other"
    raise NoObjectError(problem or "- the answer holds no JSON object")


class NoObjectError(ValueError):
    """No one object; the message is for the model."""


def _objects(text: str) -> list[str]:
    """Return the JSON objects of a text with thinking, code fences or words around them."""
    stripped = _THINKING.sub("", text).strip()
    found, at = [], stripped.find("{")
    decoder = json.JSONDecoder()
    while at >= 0:
        try:
            _, end = decoder.raw_decode(stripped, at)
            found.append(stripped[at:end])
        except (ValueError, RecursionError):
            # What stands in braces that are no object is a part of something else.
            end = _closed(stripped, at)
        at = stripped.find("{", end)
    # One that is cut or broken is still told of, in the words of the model's validation.
    return found or [stripped]


def _closed(text: str, at: int) -> int:
    """Return the end of what opens with a brace; the text's end where it is never closed."""
    depth = 0
    for place in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return len(text)


def _key_twice(text: str) -> str | None:
    """Return a key that an object has twice, with which it says two things."""
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in items]
        twice.extend(name for name in names if names.count(name) > 1)
        return dict(items)

    try:
        json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return None
    return twice[0] if twice else None


def _explained(error: Any) -> str:
    lines = []
    for each in error.errors(include_url=False):
        where = ".".join(str(part) for part in each["loc"])
        lines.append(f"- {where}: {each['msg']}" if where else f"- {each['msg']}")
    return "\n".join(lines)
