"""A second try at JSON: the sandbox corrects itself from the words of a validation error.

It reads the messages of pydantic and of jsonschema, as a program that asks
again would send them. It knows nothing but what such a message says.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .conversation import Conversation
from .json_encoding import encode
from .literals import Literals
from .schema_check import is_type
from .text_patterns import MAX_TEXT

_PYDANTIC = re.compile(
    r"^[ \t]*(?:[-*] )?`?(?P<path>[A-Za-z_]\w*(?:\.\w+)*)`?(?:\s*\n[ \t]+|\s*:\s+)"
    r"(?P<message>(?:Input should|Field required|String should|List should|Value error|"
    r"Extra inputs|Value should)[^\n]*)",
    re.MULTILINE,
)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NOT_ONE_OF = re.compile(r"(?P<bad>'[^']*'|[-\w.]+) is not one of \[(?P<values>[^\]]*)\]")
_REQUIRED = re.compile(r"'(?P<name>\w+)' is a required property")
_BOUND = re.compile(
    r"(?P<bad>-?[\d.]+) is (?P<side>less|greater) than (?:or equal to )?the (?:minimum|maximum) of "
    r"(?P<bound>-?[\d.]+)"
)
_NOT_TYPE = re.compile(r"(?P<bad>'[^']*'|[-\w.]+) is not of type '(?P<type>\w+)'")


def repaired(conversation: Conversation) -> str | None:
    """Return the corrected JSON, or None if this is no request to correct some."""
    previous = _previous(conversation)
    if previous is None:
        return None
    message = conversation.question[:MAX_TEXT]
    literals = Literals(" ".join(conversation.earlier))
    changed = False
    for match in _PYDANTIC.finditer(message):
        changed |= _patch(previous, match["path"].split("."), match["message"], literals)
    changed |= _jsonschema(previous, message, literals)
    return encode(previous) if changed else None


def _previous(conversation: Conversation) -> Any:
    answers = [turn.text for turn in conversation.turns if turn.role == "assistant"]
    if not answers:
        return None
    try:
        value = json.loads(answers[-1])
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _patch(root: Any, path: list[str], message: str, literals: Literals) -> bool:
    target: Any = root
    for part in path[:-1]:
        step: Any = int(part) if isinstance(target, list) and part.isdigit() else part
        try:
            target = target[step]
        except (LookupError, TypeError):
            return False
    last: Any = path[-1]
    if isinstance(target, list) and last.isdigit() and int(last) < len(target):
        last = int(last)
    elif not isinstance(target, dict):
        return False
    if message.startswith("Extra inputs"):
        return isinstance(target, dict) and target.pop(last, None) is not None
    old = target.get(last) if isinstance(target, dict) else target[last]
    target[last] = _asked(message, str(path[-1]), old, literals)
    return True


def _asked(message: str, name: str, old: Any, literals: Literals) -> Any:
    """Return a value that satisfies what an error message says about the old one."""
    said = message.partition("[type=")[0]
    low = said.lower()
    quoted = [one or other for one, other in _QUOTED.findall(said)]
    # Listed values before a bound, and that before a type: a message may have words of the next.
    if quoted and low.startswith("input should be"):
        found = literals.find(name, {"enum": quoted}, "string")
        return found if found is not None else quoted[0]
    number = _NUMBER.search(said)
    if number is not None:
        bound = json.loads(number[0])
        return _bounded(low, bound, old)
    for words, kind in _KINDS:
        if words in low:
            found = literals.find(name, {}, kind)
            return found if found is not None else _plain(kind, name, old)
    if low.startswith("field required"):
        found = literals.find(name, {}, "string")
        return found if found is not None else f"sandbox {name}"
    return old


_KINDS = (
    ("integer", "integer"),
    ("number", "number"),
    ("boolean", "boolean"),
    ("string", "string"),
    ("list", "array"),
    ("array", "array"),
    ("dictionary", "object"),
    ("object", "object"),
)


def _bounded(said: str, bound: int | float, old: Any) -> Any:
    whole = isinstance(bound, int)
    if "character" in said:
        text = str(old or "sandbox")
        if "at most" in said:
            return text[: int(bound)]
        return (text + " sandbox" * int(bound))[: max(len(text), int(bound))]
    if "item" in said and isinstance(old, list):
        if "at most" in said:
            return old[: int(bound)]
        return (old or ["sandbox"]) * int(bound)
    if "greater than or equal" in said or "less than or equal" in said:
        return bound
    if "greater than" in said:
        return bound + (1 if whole else 0.5)
    if "less than" in said:
        return bound - (1 if whole else 0.5)
    return bound


def _plain(kind: str, name: str, old: Any) -> Any:
    if kind in {"integer", "number"}:
        found = _NUMBER.search(str(old))
        value = json.loads(found[0].lstrip("0") or "0") if found else 0
        return int(value) if kind == "integer" else value
    if kind == "boolean":
        return str(old).strip().lower() in {"true", "yes", "1"}
    if kind == "array":
        return old if isinstance(old, list) else ([] if old is None else [old])
    if kind == "object":
        return {}
    return f"sandbox {name}" if old is None else str(old)


def _jsonschema(root: Any, message: str, literals: Literals) -> bool:
    changed = False
    for match in _NOT_ONE_OF.finditer(message):
        values = [one or other for one, other in _QUOTED.findall(match["values"])]
        if values:
            best = literals.find("", {"enum": values}, "string") or values[0]
            changed |= _swap(root, match["bad"], best)
    for match in _REQUIRED.finditer(message):
        if match["name"] not in root:
            root[match["name"]] = literals.find(match["name"], {}, "string") or "sandbox"
            changed = True
    for match in _BOUND.finditer(message):
        changed |= _swap(root, match["bad"], json.loads(match["bound"]))
    for match in _NOT_TYPE.finditer(message):
        changed |= _swap(root, match["bad"], None, match["type"])
    return changed


def _swap(value: Any, bad: str, good: Any, kind: str = "") -> bool:
    """Replace the first value that is written like ``bad``."""
    items = list(value.items() if isinstance(value, dict) else enumerate(value))
    for key, item in items:
        if isinstance(item, dict | list):
            if _swap(item, bad, good, kind):
                return True
        elif repr(item) == bad and not (kind and is_type(item, kind)):
            value[key] = _plain(kind, str(key), item) if kind else good
            return True
    return False
