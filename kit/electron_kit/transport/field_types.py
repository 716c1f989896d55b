"""Fields of answers as the types that the SDK promises: made so where that has one meaning.

A function here returns the value, or says that there is no sound one; nothing is guessed.
"""

from __future__ import annotations

from typing import Any

_TEXT_OR_NOT = (str, type(None))
_BESIDE: tuple[tuple[str, type], ...] = (
    ("refusal", str),
    ("reasoning_content", str),
    ("reasoning", str),
    ("annotations", list),
    ("audio", dict),
)
_LISTS = ("content", "refusal")
# Words of other vendors for what decides whether an answer is whole and what comes next.
_FINISHES = {
    "max_tokens": "length",
    "max_output_tokens": "length",
    "tool_use": "tool_calls",
    "end_turn": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
}
FINISH_REASONS = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})
# Below it each whole number has a float of its own.
_EXACT = 2**53


class OddFieldError(Exception):
    """A field that has no one meaning; the message is a short phrase."""


def as_index(value: Any, missing: int) -> int | None:
    """Return an index: a number from 0, also in a text or as a fraction of nought; None if none.

    Args:
        value: What came.
        missing: What to return where nothing came.
    """
    if value is None:
        return missing
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    return value if type(value) is int and value >= 0 else None


def as_text(value: Any) -> str | None:
    """Return an id or a name as text; a number is written out; None if it is neither."""
    if value is None:
        return ""
    if type(value) is int or isinstance(value, float):
        return str(value)
    return value if isinstance(value, str) else None


def content(value: Any) -> str | None:
    """Return the text of a message or a delta.

    Args:
        value: A text, null, or a list of parts of which those with text are joined.

    Raises:
        OddFieldError: It is something else.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_part(part) for part in value)
    raise OddFieldError("content is neither a text nor null")


def finish_reason(value: Any) -> str | None:
    """Return a finish reason, or None where there is none yet.

    Args:
        value: What came; an empty text and the word null are none, capitals and the words of
            another vendor are those of the protocol, and any other word is kept.

    Raises:
        OddFieldError: It is no text.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise OddFieldError("a finish_reason is not a text")
    if value in FINISH_REASONS:
        return value
    word = value.strip().lower()
    if word in ("", "null", "none"):
        return None
    return word if word in FINISH_REASONS else _FINISHES.get(word, value)


def count(value: Any) -> int | None:
    """Return a number of tokens from 0, also from a text; None if it cannot be one."""
    return as_index(value, -1) if value is not None else None


def is_usage(value: Any) -> bool:
    """Say whether a ``usage`` object is in the protocol's own form, so that nothing is put right.

    Args:
        value: What came.
    """
    if type(value) is not dict:
        return False
    for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
        number = value.get(name)
        if type(number) is not int or number < 0:
            return False
    if "completion_tokens_details" in value:
        return False  # it is looked at in full
    details = value.get("prompt_tokens_details", _NO_DETAILS)
    if type(details) is not dict or len(details) > 1:
        return False
    cached = details.get("cached_tokens")
    return not details or (type(cached) is int and 0 <= cached <= value["prompt_tokens"])


def is_same(sound: Any, given: Any) -> bool:
    """Say whether nothing was put right: 3 and 3.0 are equal, and of two types.

    Args:
        sound: What was made of it.
        given: What came.
    """
    return repr(sound) == repr(given)


def usage(value: Any) -> dict[str, Any] | None:
    """Return a ``usage`` object whose counts are numbers that can be; None if it has none.

    Args:
        value: What came. More cached than read is not believed.
    """
    if not isinstance(value, dict):
        return None
    read, made = count(value.get("prompt_tokens")), count(value.get("completion_tokens"))
    if read is None or made is None:
        return None
    total = count(value.get("total_tokens"))
    out = {**value, "prompt_tokens": read, "completion_tokens": made}
    out["total_tokens"] = read + made if total is None else total
    for name in ("prompt_tokens_details", "completion_tokens_details"):
        if name in out:
            out[name] = _details(out[name], read if name.startswith("prompt") else None)
    return out


def envelope(body: dict[str, Any], kind: str, like: dict[str, Any]) -> bool:
    """Give an answer's or a chunk's own fields their types; say whether any was changed.

    Args:
        body: It, which is changed in place.
        kind: What ``object`` has to be.
        like: Values to use where one is missing: those of an earlier chunk.
    """
    changed = False
    for name, types, instead in _OF_ENVELOPE:
        value = body.get(name)
        if type(value) is not types:
            body[name] = like.get(name, instead) if value is None else _as(types, value, instead)
            changed = True
    if body.get("object") != kind:
        body["object"], changed = kind, True
    for name in ("system_fingerprint", "service_tier"):
        value = body.get(name)
        if value is not None and type(value) is not str:
            body[name], changed = None, True
    return changed


def is_envelope(body: dict[str, Any], kind: str) -> bool:
    """Say whether an answer's or a chunk's own fields have their types already.

    Args:
        body: It.
        kind: What ``object`` has to be.
    """
    return (
        type(body["id"]) is str
        and type(body["created"]) is int
        and type(body["model"]) is str
        and body["object"] == kind
        and type(body.get("system_fingerprint")) in _TEXT_OR_NOT
        and type(body.get("service_tier")) in _TEXT_OR_NOT
    )


def is_beside(said: dict[str, Any]) -> bool:
    """Say whether what stands beside the content of a message has its types already."""
    return (
        said.get("annotations") in (None, [])
        and said.get("audio") is None
        and type(said.get("refusal")) in _TEXT_OR_NOT
        and type(said.get("reasoning_content")) in _TEXT_OR_NOT
        and type(said.get("reasoning")) in _TEXT_OR_NOT
    )


def message(said: dict[str, Any]) -> bool:
    """Give the texts of a message or a delta their types; say whether any was changed.

    Args:
        said: The message, which is changed in place.

    Raises:
        OddFieldError: The content is none.
    """
    changed = False
    text = said.get("content")
    if text is not None and type(text) is not str:
        said["content"], changed = content(text), True
    for name in ("tool_calls", "function_call"):
        value = said.get(name)
        if not value and value is not None and type(value) is not list:
            said[name], changed = None, True  # nothing, in some other type
    for name, kind in _BESIDE:
        value = said.get(name)
        if value is not None and type(value) is not kind:
            said[name], changed = None, True
    return changed


def logprobs(choice: dict[str, Any]) -> bool:
    """Leave out log probabilities that are none; say whether any were.

    Args:
        choice: A choice, which is changed in place.
    """
    value = choice.get("logprobs")
    if value is None or (type(value) is dict and all(map(_are_tokens, map(value.get, _LISTS)))):
        return False
    choice["logprobs"] = None
    return True


def _are_tokens(given: Any, *, top: bool = True) -> bool:
    return given is None or (type(given) is list and all(_is_token(one, top) for one in given))


def _is_token(given: Any, top: bool) -> bool:
    if type(given) is not dict or type(given.get("token")) is not str:
        return False
    spelled, others = given.get("bytes"), given.get("top_logprobs")
    logprob = given.get("logprob")
    return (
        (type(logprob) is float or (type(logprob) is int and abs(logprob) < _EXACT))
        and (spelled is None or (type(spelled) is list and all(type(b) is int for b in spelled)))
        and (not top or (others is not None and _are_tokens(others, top=False)))
    )


_NO_DETAILS: dict[str, Any] = {}
_OF_ENVELOPE: tuple[tuple[str, type, Any], ...] = (
    ("id", str, ""),
    ("created", int, 0),
    ("model", str, ""),
)


def _as(kind: type, value: Any, instead: Any) -> Any:
    if kind is str:
        return str(value) if isinstance(value, int | float) else instead
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return int(value)
    return int(value) if isinstance(value, float) and abs(value) < 1e12 else instead


def _details(given: Any, most: int | None) -> dict[str, Any] | None:
    if not isinstance(given, dict):
        return None
    out: dict[str, Any] = {}
    for name, value in given.items():
        number = count(value)
        believed = number is not None and (most is None or number <= most)
        out[name] = number if believed else None
    return out


def _part(part: Any) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        raise OddFieldError("a part of the content is not an object")
    text = part.get("text")
    if text is None and part.get("type") in ("thinking", "reasoning"):
        return ""  # what was thought is not what was said
    if not isinstance(text, str):
        raise OddFieldError("a part of the content has no text")
    return text
