"""A text or a number that satisfies a schema: by its pattern, its format or its bounds."""

from __future__ import annotations

import math
from typing import Any

from .pattern import example as example_of_pattern
from .pattern import matches
from .schema_check import is_type
from .text_patterns import words_of

FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "sandbox@example.com",
    "idn-email": "sandbox@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/",
    "iri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/sandbox",
    "relative-json-pointer": "0",
    "regex": "^sandbox$",
}
# Where in the example of a format one digit can be another.
_VARIED = {"date": 9, "date-time": 18, "time": 7, "email": 6, "ipv4": 8, "ipv6": -1, "uuid": -1}
# A text is not made longer than this, whatever least length a schema wants.
_LONGEST = 100_000


def string(schema: dict[str, Any], name: str, found: str | None) -> str:
    """Return a text: the pattern before the format, and that before what was found."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    if isinstance(schema.get("pattern"), str):
        made = example_of_pattern(schema["pattern"], 0)
        if made is not None:
            longer = made + (made[-1:] or "x") * max(0, min(least, _LONGEST) - len(made))
            return longer if matches(schema["pattern"], longer) else made
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    text = found or f"sandbox {' '.join(words_of(name)) or 'text'}"
    if len(text) < least:
        text = (f"{text}." + " sandbox" * (min(least, _LONGEST) // 8 + 1))[:least]
    return text if most is None else text[: int(most)]


def number(schema: dict[str, Any], kind: str, found: Any) -> int | float:
    """Return a number within the bounds, as near to what was found as they let it."""
    low: Any = schema.get("minimum")
    high: Any = schema.get("maximum")
    above: Any = schema.get("exclusiveMinimum")
    below: Any = schema.get("exclusiveMaximum")
    step: Any = schema.get("multipleOf") or (1 if kind == "integer" else None)
    nudge = step or 0.5
    if is_type(above, "number"):
        low = max(above + nudge, low) if is_type(low, "number") else above + nudge
        if step is None and is_type(below, "number") and low >= below:
            low = (above + below) / 2
    if is_type(below, "number"):
        high = min(below - nudge, high) if is_type(high, "number") else below - nudge
        if step is None and is_type(low, "number") and high < low:
            high = low
    value: Any = found if is_type(found, "number") else 0
    if is_type(low, "number"):
        value = max(value, low)
    if is_type(high, "number"):
        value = min(value, high)
    if step:
        value = math.ceil(value / step - 1e-9) * step
        if is_type(high, "number") and value > high:
            value = math.floor(high / step + 1e-9) * step
    return int(value) if kind == "integer" else value


def numbered(text: str, schema: Any, nth: int) -> str:
    """Return another text of the same kind, for lists whose items must differ."""
    form = schema.get("format") if isinstance(schema, dict) else None
    pattern = schema.get("pattern") if isinstance(schema, dict) else None
    if isinstance(pattern, str):
        return example_of_pattern(pattern, nth - 1) or text
    if form in FORMATS:
        made = FORMATS[form]
        at = _VARIED.get(form)
        return made if at is None else f"{made[:at]}{nth % 10}{made[at + 1 or len(made) :]}"
    return f"{text} {nth}"
