"""S07: any other request field outside Electron's list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import FIELDS, Fate
from ..facts import Call, Fact, Facts, FrameworkClient
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD, given, request_fields


class OtherUnlistedParam(Rule[Call | FrameworkClient]):
    """A request carries a field that Electron does not list.

    It passes the schema and is forwarded; nothing is promised of it.
    """

    code = "S07"
    name = "other-unlisted-param"
    severity = Severity.SILENTLY_IGNORED
    title = "any other request field outside Electron's list"
    because = "It is not listed: it passes, and nothing is promised of it."
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-verbosity", "field-prompt-cache-key", "field-safety-identifier")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                "messages=[], temperature=0, timeout=3, extra_headers={})"
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], verbosity="low")',
            lines=(3,),
        ),
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], extra_body={"top_k": 3})'
            ),
            lines=(3,),
        ),
        Example(
            HEAD
            + 'client.chat.completions.create(model="gpt-4o", messages=[], prompt_cache_key="k")',
            lines=(3,),
        ),
    )

    def check(self, fact: Call | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each field that no other rule is about."""
        for name, field in request_fields(fact).items():
            if name in _KNOWN or name in _NOT_SENT or not given(field) or not name.isidentifier():
                continue
            if isinstance(fact, FrameworkClient):
                # A framework has arguments of its own, which go nowhere.
                if name not in _CONTRACT and not (name == "text" and "agents" in fact.framework):
                    continue
            elif fact.path.endswith(("parse", "stream")) and name == "response_format":
                continue
            listed = name in _CONTRACT
            yield Report(
                place=field.place,
                message=f"Electron does not list `{name}`; it may be ignored silently.",
                confidence=min(fact.confidence, field.confidence),
                instead=_CONTRACT[name].instead if listed else "Leave it out.",
                record=_CONTRACT[name].key if listed else "",
                review=f"What was expected of `{name}` has to come from elsewhere.",
            )


_CONTRACT = {record.name: record for record in FIELDS}
_OTHER_RULES = {
    "max_completion_tokens", "functions", "function_call", "reasoning_effort",
    "parallel_tool_calls", "store", "metadata", "service_tier", "prediction", "modalities",
    "audio", "web_search_options", "n", "prompt_logprobs",
}  # fmt: skip
_KNOWN = _OTHER_RULES | {
    record.name for record in FIELDS if record.electron.fate in (Fate.SUPPORTED, Fate.DEVIATES)
}
# Options of the SDK (of its older versions, of its wrappers) that do not go over the wire.
_NOT_SENT = {
    "extra_headers", "extra_query", "extra_body", "timeout", "request_timeout", "headers",
    "api_key", "api_base", "api_type", "api_version", "organization", "engine", "deployment_id",
    "request_id", "max_retries", "response_model", "validation_context", "context", "strict",
    "name", "session_id", "user_id", "tags", "trace_id", "parent_observation_id",
    "langfuse_prompt", "langsmith_extra", "posthog_distinct_id", "posthog_trace_id",
    (
                "posthog_properties"
            ), (
                "posthog_groups"
            ), (
                "posthog_privacy_mode"
            ), (
                "idempotency_key"
            ), (
                "base_url"
            ), (
                "client"
            ), (
                "http_client"
            ), (
                "hooks"
            ),
}  # fmt: skip
