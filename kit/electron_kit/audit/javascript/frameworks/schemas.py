"""Options of JavaScript's smaller frameworks that bind an answer to a schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ...facts import Fact, FrameworkClient, SchemaOutput
from ...framework_defaults import RESPONSES
from ..resolve import Resolver
from ..syntax import Node
from ..values import Obj
from ..written import arguments, first_argument, key_of

# Tools that only the Responses API has.
_BUILT_IN = re.compile(
    r"^(?:web_search|file_search|code_interpreter|computer|image_generation|mcp$|local_shell)"
)
_OF_GENKIT = ("@genkit-ai/compat-oai/openai.openAI", "genkitx-openai.openAI")

GENKIT_CALLS = frozenset({"generate", "generateStream", "definePrompt"})
"""Methods of Genkit's that send a request, or say what one is like."""


def instructor_mode(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield a client of instructor's whose mode sends the schema itself.

    Args:
        call: ``Instructor({ client, mode })``.
        resolver: The project's resolver.
    """
    for options in resolver.of(first_argument(call)):
        for mode in resolver.member(options, "mode", options.node):
            if mode.data == "JSON_SCHEMA":
                yield SchemaOutput(place=call.place, how="JSON_SCHEMA")
                return


def built_in_tools(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield tools that OpenAI runs itself, bound to a model of LangChain: they need Responses.

    Args:
        call: ``llm.bindTools([…])``.
        resolver: The project's resolver.
    """
    for tools in resolver.of(first_argument(call)):
        for tool in resolver.items_of(tools):
            kinds = resolver.member(tool, "type", tool.node) if tool.kind == "object" else ()
            if any(isinstance(k.data, str) and _BUILT_IN.match(k.data) for k in kinds):
                yield FrameworkClient(
                    place=call.place,
                    framework="langchain",
                    symbol="bindTools",
                    endpoint="settings",
                    responses=RESPONSES["langchain"],
                )
                return


def genkit_output(call: Node, openai: bool, resolver: Resolver) -> Iterator[Fact]:
    """Yield the schema of a request of Genkit's that a model of OpenAI's answers.

    Args:
        call: ``ai.generate({ model, output: { schema } })``.
        openai: Whether a model from elsewhere is OpenAI's.
        resolver: The project's resolver.
    """
    for options in resolver.of(first_argument(call)):
        if options.kind != "object":
            continue
        models = resolver.member(options, "model", options.node)
        named = any(m.kind == "made" and m.name.startswith(_OF_GENKIT) for m in models)
        named |= any(isinstance(m.data, str) and m.data.startswith("openai/") for m in models)
        if not named and (models or not openai):
            continue
        for child in options.node.children:
            if key_of(child) == "output" and any(
                resolver.member(o, "schema", o.node) for o in resolver.of(child.get("value"))
            ):
                yield SchemaOutput(place=child.place, how="output.schema")


def agent_object(call: Node, made: Node, holds: Callable[[Obj], bool], resolver: Resolver) -> bool:
    """Say whether an agent of VoltAgent's that makes an object has a model of OpenAI's.

    Args:
        call: ``agent.generateObject(text, schema)``.
        made: What made the agent.
        holds: Tells OpenAI's models of the AI SDK.
        resolver: The project's resolver.
    """
    return len(arguments(call)) > 1 and any(
        holds(model)
        for options in resolver.of(first_argument(made))
        for model in resolver.member(options, "model", options.node)
    )


def tanstack_output(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield what binds the answer of a chat of TanStack's, if OpenAI's adapter gets it.

    Args:
        call: ``chat({ adapter, outputSchema })``.
        resolver: The project's resolver.
    """
    for options in resolver.of(first_argument(call)):
        if options.kind != "object":
            continue
        adapters = resolver.member(options, "adapter", options.node)
        if any(a.kind == "made" and a.name.startswith("@tanstack/ai-openai.") for a in adapters):
            for child in options.node.children:
                if key_of(child) == "outputSchema":
                    yield SchemaOutput(place=child.place, how="outputSchema")
