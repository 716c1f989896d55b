"""The way back: a request made fit for one of OpenAI's models, by what its family takes.

The contract says what each family refuses. Here stands what the kit does about it: a limit
goes under its other name, effort ``none`` is asked for where tools need it, and a hint that
is refused is left out. What the answer would be another one without is an obstacle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..contract import CELLS, FEWEST_TOKENS, Taken, Use, cell, default_effort, read_name, refusal

# An answer without them would be another one.
NEEDED = frozenset(
    {
        "function_call",
        "functions",
        "logprobs",
        "n",
        "stop",
        "tools",
        "top_logprobs",
        "web_search_options",
    }
)
_ROLES = frozenset({"system", "developer"})
_FORMATS = frozenset({"json_object", "json_schema"})
_FIELDS = frozenset(row.parameter for row in CELLS) - _ROLES - _FORMATS - {"reasoning_effort"}
_LIMIT, _EFFORT = "max_completion_tokens", "reasoning_effort"


def fit_for_openai(
    out: dict[str, Any], model: str, changes: list[str], obstacles: list[str]
) -> None:
    """Change a request for a model of OpenAI's, and note what was changed.

    Args:
        out: The request's JSON; it is changed.
        model: The model that it goes to.
        changes: Gets what was changed, each in a short phrase.
        obstacles: Gets why the model cannot answer it.
    """
    use = read_name(model).use
    if use is Use.RESPONSES:
        obstacles.append(f"{model} is on the Responses API alone")
    elif use in {Use.COMPLETIONS, Use.OTHER}:
        obstacles.append(f"{model} is no chat model")
    _limit(out, model, changes)
    _effort(out, model, changes)
    for name in [name for name in out if name in _FIELDS]:
        _field(out, name, model, changes, obstacles)
    wanted = out.get("response_format")
    kind = wanted.get("type") if isinstance(wanted, Mapping) else None
    if kind in _FORMATS and refusal(str(kind), kind, model) is not None:
        obstacles.append(f"response_format {kind} on {model}")
    messages = out.get("messages")
    if isinstance(messages, list):
        out["messages"] = [_message(message, model, changes) for message in messages]


def _limit(out: dict[str, Any], model: str, changes: list[str]) -> None:
    if out.get("max_tokens") is not None:
        value = out.pop("max_tokens")
        if out.get(_LIMIT) is None:
            out[_LIMIT] = value
            changes.append(f"max_tokens sent as {_LIMIT}")
        else:
            changes.append(f"max_tokens left out beside {_LIMIT}")
    if refusal(_LIMIT, out.get(_LIMIT), model) is not None:
        changes.append(f"{_LIMIT} {out[_LIMIT]} raised to {FEWEST_TOKENS}")
        out[_LIMIT] = FEWEST_TOKENS


def _effort(out: dict[str, Any], model: str, changes: list[str]) -> None:
    """Leave out an effort that the model has not, and ask for none where that is needed."""
    if _EFFORT in out and refusal(_EFFORT, out[_EFFORT], model) is not None:
        changes.append(f"{_EFFORT} {out.pop(_EFFORT)} left out")
    effort = out.get(_EFFORT)
    if effort is None and default_effort(model) == "none":
        return
    needing = [name for name in out if name in _FIELDS and _needs_none(out, name, model)]
    if effort is not None:
        # An effort that was asked for yields only to what the answer depends on.
        needing = [name for name in needing if name in NEEDED]
    if needing:
        was = "" if effort is None else f" in place of {effort}"
        changes.append(f"{_EFFORT} none{was} for {', '.join(sorted(needing))}")
        out[_EFFORT] = "none"


def _needs_none(out: Mapping[str, Any], name: str, model: str) -> bool:
    row = cell(name, model)
    if row is None or row.fate is not Taken.AT_NONE:
        return False
    return refusal(name, out[name], model, out.get(_EFFORT)) is not None


def _field(
    out: dict[str, Any], name: str, model: str, changes: list[str], obstacles: list[str]
) -> None:
    value, row = out[name], cell(name, model)
    if row is None or value is None:
        return
    refused = refusal(name, value, model, out.get(_EFFORT)) is not None
    if name in NEEDED:
        if refused and row.limit is not None and isinstance(value, int):
            out[name] = min(value, row.limit)
            changes.append(f"{name} {value} sent as {out[name]}")
            refused = refusal(name, out[name], model, out.get(_EFFORT)) is not None
        if refused and (name != "tools" or value):
            obstacles.append(f"{name} on {model}")
    elif refused or (row.doubtful and value not in row.fine):
        # A hint is not worth a refused call.
        del out[name]
        changes.append(f"{name} left out")


def _message(message: Any, model: str, changes: list[str]) -> Any:
    role = message.get("role") if isinstance(message, Mapping) else None
    if role in _ROLES and refusal(str(role), role, model) is not None:
        note = f"role {role} sent as user"
        if note not in changes:
            changes.append(note)
        return {**message, "role": "user"}
    return message
