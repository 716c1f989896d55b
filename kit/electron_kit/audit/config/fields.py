"""Fields of requests that settings hold beside a model, and that go where it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..facts import Confidence, Field, FrameworkClient, Kind, Place, Unit, Value
from ..model_names import is_text_model
from .entry import Entry

# Words that nothing but a request has: ``store`` or ``metadata`` may be anybody's.
_FIELDS = {
    "reasoning_effort": "reasoning_effort", "reasoningEffort": "reasoning_effort",
    "max_completion_tokens": "max_completion_tokens",
    "maxCompletionTokens": "max_completion_tokens",
    "service_tier": "service_tier", "serviceTier": "service_tier",
    "parallel_tool_calls": "parallel_tool_calls", "parallelToolCalls": "parallel_tool_calls",
    "verbosity": "verbosity",
}  # fmt: skip
_MODEL = ("model", "model_name", "modelName", "model_id", "modelId", "engine")
# So many entries of one mapping are looked at: the next of a list has the same keys around it.
_BESIDE = 12


def field_beside(unit: Unit, found: Sequence[Entry], at: int) -> Iterator[FrameworkClient]:
    """Yield an entry as a request's field, if a model of OpenAI's stands beside it.

    Args:
        unit: The file.
        found: The file's entries.
        at: Which of them may be a field.
    """
    entry = found[at]
    name = _FIELDS.get(entry.key)
    if name is None or not entry.value or not is_text_model(_model_of(found, at)):
        return
    start = entry.key_start if entry.key_start >= 0 else entry.start
    where, value = Place(unit, start, entry.end), Place(unit, entry.start, entry.end)
    said = Value(Kind.CONSTANT, value, entry.value)
    field = Field(name, where, value=value, values=(said,))
    yield FrameworkClient(
        place=where,
        confidence=Confidence.MEDIUM,
        framework="settings",
        symbol=entry.key,
        arguments={name: field},
        endpoint="settings",
    )


def _model_of(found: Sequence[Entry], at: int) -> str:
    """Return the model of the mapping that an entry stands in; nothing if none is named.

    A key that comes again begins the next mapping of a list.
    """
    for beside in (reversed(found[max(at - _BESIDE, 0) : at]), found[at + 1 : at + 1 + _BESIDE]):
        seen = {found[at].key}
        for entry in beside:
            if entry.parents != found[at].parents:
                continue
            if entry.key in seen:
                break
            seen.add(entry.key)
            if entry.key in _MODEL:
                return entry.value
    return ""
