"""OpenAI's Agents SDK: its runs, whose model an agent has, and which of the two APIs it uses."""

from __future__ import annotations

from collections.abc import Iterator

from ...facts import Fact, Field, SchemaOutput
from ...framework_defaults import SCHEMAS
from ...hosts import FOREIGN_KEYS
from ..project import Project
from ..resolve import Resolver
from ..syntax import Node, string_value
from ..values import Obj
from ..written import arguments, first_argument, key_of

RUNS = frozenset({"@openai/agents.run", "@openai/agents-core.run"})
RUNNERS = frozenset({"@openai/agents.Runner.run", "@openai/agents-core.Runner.run"})
_AGENTS = frozenset(
    {
        "@openai/agents.Agent", "@openai/agents-core.Agent", "@openai/agents.Agent.create",
        "@openai/agents-core.Agent.create",
    }
)  # fmt: skip

MODELS = frozenset(
    {
        f"{package}.{name}"
        for package in ("@openai/agents", "@openai/agents-openai")
        for name in ("OpenAIChatCompletionsModel", "OpenAIResponsesModel")
    }
)
"""Models of OpenAI's that are made as objects, of a client and a name."""


def is_agent(item: Obj) -> bool:
    """Say whether a value is an agent."""
    return item.kind == "made" and item.name in _AGENTS


def is_foreign(model: Field | None) -> bool:
    """Say whether an agent's model is written as another vendor's."""
    return (
        model is not None
        and model.value is not None
        and FOREIGN_KEYS.search(model.value.text) is not None
    )


def has_foreign_model(call: Node, resolver: Resolver) -> bool:
    """Say whether an agent is given a model's object, which brings its own endpoint.

    ``aisdk(anthropic("…"))``: what it wraps is looked at where it is made.
    """
    callee = call.get("constructor") or call.get("function")
    if not any(i.kind == "external" and i.name in _AGENTS for i in resolver.of(callee)):
        return False
    for options in resolver.of(first_argument(call)):
        for model in resolver.member(options, "model", options.node):
            if model.kind == "made" and model.name.startswith("@openai/agents-extensions"):
                return True
    return False


def made_models(call: Node, resolver: Resolver) -> list[Node]:
    """Return the models of OpenAI's that an agent is given as objects, if it is given no others.

    They say themselves which of the two APIs they use; what the agent asks for goes with them. One
    of two, beside a name, leaves the agent what it is by that.

    Args:
        call: What makes the agent.
        resolver: The project's resolver.
    """
    models = [
        model
        for options in resolver.of(first_argument(call))
        for model in resolver.member(options, "model", options.node)
    ]
    made = [model.node for model in models if model.kind == "made" and model.name in MODELS]
    return made if len(made) == len(models) else []


def copied_outputs(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield the output type that a copy of an agent is given: ``agent.clone({ outputType })``.

    Args:
        call: The call.
        resolver: The project's resolver.
    """
    for options in resolver.of(first_argument(call)):
        for child in options.node.children if options.kind == "object" else ():
            text = (child.get("value") or child).kind == "string"
            if key_of(child) == "outputType" and not text:
                cure = SCHEMAS["@openai/agents"]
                yield SchemaOutput(place=child.place, how="outputType", instead=cure)


def is_default_api(project: Project) -> bool:
    """Say whether the SDK is left at its default, which is the Responses API."""
    told = any(
        string_value(argument) == "chat_completions"
        for call in project.calls("setOpenAIAPI")
        for argument in arguments(call)
    )
    # ``new OpenAIProvider({ useResponses: false })``
    return not told and not any(
        key_of(child) == "useResponses" and (child.get("value") or child).kind == "false"
        for call in project.calls("OpenAIProvider")
        for argument in arguments(call)
        for child in argument.children
    )


def output_schema(bound: Field | None) -> Iterator[Fact]:
    """Yield an agent's output type, unless it is text."""
    if bound is not None and not any(value.constant == "text" for value in bound.values):
        yield SchemaOutput(place=bound.place, how="outputType", instead=SCHEMAS["@openai/agents"])
