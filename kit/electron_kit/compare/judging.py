"""What of an answer can be checked, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..providers import ConfigurationError
from .prompts import Prompt

if TYPE_CHECKING:
    from .sides import Answer


class Verdict(NamedTuple):
    """One thing that was checked.

    Attributes:
        what: ``"answered"``, ``"json"``, ``"schema"``, ``"tool"``, ``"arguments"`` or
            ``"contains"``.
        holds: Whether it does.
        why: What is wrong; empty if it holds.
    """

    what: str
    holds: bool
    why: str = ""


def verdicts(prompt: Prompt, answer: Answer) -> list[Verdict]:
    """Return what can be checked of an answer: nothing but what the prompt lets be known.

    Args:
        prompt: What was asked, with what is expected.
        answer: What came.
    """
    if answer.error:
        return [Verdict("answered", False, answer.error)]
    return [Verdict("answered", True), *_found(prompt, answer)]


def is_checked(prompt: Prompt) -> bool:
    """Say whether anything is expected of a prompt's answer but that it comes."""
    form = prompt.request.get("response_format")
    return bool(
        any(prompt.expect.get(name) is not False for name in prompt.expect)
        or (isinstance(form, dict) and form.get("type") == "json_object")
    )


def _found(prompt: Prompt, answer: Answer) -> Iterator[Verdict]:
    expect = prompt.expect
    form = prompt.request.get("response_format")
    kind = form.get("type") if isinstance(form, dict) else None
    # An answer that calls a tool has no text to parse yet.
    if expect.get("json") or "schema" in expect or (kind == "json_object" and not answer.calls):
        try:
            value = json.loads(answer.text)
        except ValueError as error:
            yield Verdict("json", False, f"no JSON: {error}")
            if "schema" in expect:
                yield Verdict("schema", False, "no JSON")
        else:
            yield Verdict("json", True)
            if "schema" in expect:
                yield _fits("schema", value, expect["schema"])
    if "tool" in expect:
        # The first call decides which tool was chosen; further ones are looked at for their
        # arguments.
        names = [name for name, _ in answer.calls]
        wanted = [] if expect["tool"] is None else [expect["tool"]]
        shown = ", ".join(names) or "no tool"
        yield Verdict("tool", names[:1] == wanted, "" if names[:1] == wanted else f"called {shown}")
    if answer.calls:
        yield _arguments(prompt, answer)
    if "contains" in expect:
        holds = str(expect["contains"]) in answer.text
        yield Verdict("contains", holds, "" if holds else f"{expect['contains']!r} is not there")


def _arguments(prompt: Prompt, answer: Answer) -> Verdict:
    schemas = {
        tool["function"].get("name"): tool["function"].get("parameters") or {}
        for tool in prompt.request.get("tools") or ()
        if isinstance(tool, dict) and isinstance(tool.get("function"), dict)
    }
    for name, written in answer.calls:
        if name not in schemas:
            return Verdict("arguments", False, f"no tool is named {name!r}")
        try:
            value = json.loads(written)
        except ValueError as error:
            return Verdict("arguments", False, f"{name}: no JSON: {error}")
        fits = _fits("arguments", value, schemas[name])
        if not fits.holds:
            return Verdict("arguments", False, f"{name}: {fits.why}")
    return Verdict("arguments", True)


def _fits(what: str, value: Any, schema: Any) -> Verdict:
    from jsonschema import Draft202012Validator

    problem = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    return Verdict(what, problem is None, "" if problem is None else problem.message[:160])


def check_schemas(prompts: list[Prompt]) -> None:
    """Refuse a schema that is none before anything is sent and paid.

    Raises:
        ConfigurationError: A schema is not one, or the extra that reads them is missing.
    """
    if not any(prompt.needs_schema for prompt in prompts):
        return
    try:
        from jsonschema import Draft202012Validator, SchemaError
    except ImportError:
        from ..installation import how_to_add

        raise ConfigurationError(
            f"Schemas are checked by a library that is not installed: {how_to_add('compare')}"
        ) from None
    for prompt in prompts:
        if "schema" in prompt.expect:
            try:
                Draft202012Validator.check_schema(prompt.expect["schema"])
            except SchemaError as error:
                raise ConfigurationError(
                    f"The schema of prompt {prompt.id!r} is not a JSON Schema: {error.message}"
                ) from None
