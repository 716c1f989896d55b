"""Agents of Mastra and LangChain: whose model they have, and answers bound to a schema."""

from __future__ import annotations

from collections.abc import Iterator

from ...model_names import is_text_model
from ..resolve import Resolver
from ..syntax import Node
from ..values import Obj
from ..written import arguments, bare, first_argument, key_of, last_name

MASTRA = frozenset({"@mastra/core/agent.Agent", "@mastra/core.Agent"})
SCORERS = frozenset({"@mastra/core/evals.createScorer", "@mastra/core/scores.createScorer"})
"""What makes a judge of Mastra's, whose model stands in its option ``judge``."""
MASTRA_RUNS = frozenset(
    {"generate", "stream", "generateVNext", "streamVNext", "generateLegacy", "streamLegacy"}
)
LANGCHAIN = frozenset(
    {"langchain.createAgent", "@langchain/langgraph/prebuilt.createReactAgent"}
)  # fmt: skip
_OUTPUTS = ("structuredOutput", "output", "experimental_output")


def models_of(call: Node, resolver: Resolver) -> Iterator[Obj]:
    """Yield what an agent is given as its model, or as the ``id`` of one.

    Args:
        call: What makes the agent.
        resolver: The project's resolver.
    """
    given = list(resolver.of(first_argument(call)))
    given += [j for o in given for j in resolver.member(o, "judge", o.node) if j.kind == "object"]
    for options in given:
        for name in ("model", "llm"):
            for model in resolver.member(options, name, options.node):
                inner = resolver.member(model, "id", model.node) if model.kind == "object" else ()
                yield from inner or (model,)


def kept_agents(call: Node, resolver: Resolver) -> Iterator[Node]:
    """Yield what made the agents that a run may be of: ``mastra.getAgent("planner").generate(…)``.

    Args:
        call: The run.
        resolver: The project's resolver.
    """
    callee = call.get("function")
    got = callee.get("object") if callee is not None else None
    candidates = [bare(got)] if got is not None else []
    candidates += [
        bare(binding.node)
        for name in candidates
        if name.kind == "identifier"
        for binding in name.scope.find(name.text) or ()
        if binding.how == "value" and binding.node is not None
    ]
    for maker in candidates:
        function = maker.get("function") if maker.kind == "call_expression" else None
        if function is None or last_name(function) not in ("getAgent", "getAgentById"):
            continue
        name = resolver.text_of(first_argument(maker))
        for mastra in resolver.project.calls("Mastra"):
            for options in resolver.of(first_argument(mastra)):
                for agents in resolver.member(options, "agents", options.node):
                    made = resolver.member(agents, name, maker) if name else ()
                    yield from (a.node for a in made if a.kind == "made" and a.name in MASTRA)


def output_of(call: Node, resolver: Resolver) -> Node | None:
    """Return the option of a run of Mastra's that binds its answer to a schema."""
    given = arguments(call)
    for options in resolver.of(given[1]) if len(given) > 1 else ():
        if options.kind == "object":
            for child in options.node.children:
                if key_of(child) in _OUTPUTS:
                    return child
    return None


def format_of(call: Node, resolver: Resolver) -> Node | None:
    """Return the option of LangChain that binds an agent's answer, unless a tool does it."""
    for options in resolver.of(first_argument(call)):
        for child in options.node.children if options.kind == "object" else ():
            if key_of(child) == "responseFormat":
                value = bare(child.get("value") or child)
                callee = value.get("function") if value.kind == "call_expression" else None
                by_tool = callee is not None and last_name(callee) == "toolStrategy"
                return None if by_tool else child
    return None


def is_openai_name(name: object) -> bool:
    """Say whether LangChain takes a name for a model of OpenAI's."""
    return isinstance(name, str) and (name.startswith("openai:") or is_text_model(name))
