"""Agents and their runs: which have a model of OpenAI's, and what binds their answers."""

from __future__ import annotations

from functools import cached_property

from ...common.frameworks import CHAT_OPENAI
from ...facts import FrameworkClient, SchemaOutput
from ...framework_defaults import SCHEMAS
from ..syntax import Node
from ..written import first_argument, key_of
from . import agent_makers as makers
from .agents_sdk import is_agent, is_foreign
from .clients import FrameworkClients, symbol_of


class FrameworkAgents(FrameworkClients):
    """Notes the agents of the Agents SDK, Mastra and LangChain that are OpenAI's."""

    def _run(self, call: Node) -> None:
        """Note a run of the Agents SDK, which sends what it is given and each tool's answer."""
        for agent in self.resolver.of(first_argument(call)):
            if is_agent(agent) and is_foreign(self._options(agent.node)[0].get("model")):
                return
        self._runs.add(id(call))
        self._sent.append(call)

    def _agent(self, call: Node, symbol: str) -> None:
        """Note an agent of LangChain over a model of OpenAI's, and what binds its answer."""
        openai = False
        for model in makers.models_of(call, self.resolver):
            row = symbol_of(model.name) if model.kind == "made" else None
            openai |= row is not None and row.endpoint == "chat"
            if model.kind == "const" and makers.is_openai_name(model.data):
                openai = True
                made = FrameworkClient(
                    place=call.place, framework="langchain", symbol=symbol, where=CHAT_OPENAI
                )
                self.found.append(made)
                self.models.append(
                    (model.node.place, str(model.data), "chat", model.route, model.confidence)
                )
        bound = makers.format_of(call, self.resolver) if openai else None
        if bound is not None:
            self.found.append(
                SchemaOutput(place=bound.place, how="responseFormat", instead=SCHEMAS["langchain"])
            )

    def _mastra(self, call: Node, made: Node) -> None:
        """Note what an agent of Mastra's sends, if its model is OpenAI's."""
        models = list(makers.models_of(made, self.resolver))
        known = [model for model in models if model.kind in ("const", "made", "external")]
        if any(map(self._is_openai, models)) or (not known and self._openai_alone):
            self._sent.append(call)
            bound = makers.output_of(call, self.resolver)
            if bound is not None:
                self.found.append(SchemaOutput(place=bound.place, how=str(key_of(bound))))

    @cached_property
    def _has_mastra(self) -> bool:
        return bool(self.resolver.project.calls("Mastra"))
