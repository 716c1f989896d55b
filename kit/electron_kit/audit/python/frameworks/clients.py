"""Which calls, classes and names of frameworks are clients of OpenAI's, and how sure that is."""

from __future__ import annotations

import ast
from typing import Any

from ....contract.names import is_electron_model
from ...common.frameworks import Framework
from ...facts import (
    ClientMade,
    Confidence,
    Fact,
    FrameworkClient,
    Kind,
    Provider,
    SchemaOutput,
    Value,
)
from ...framework_defaults import SCHEMAS
from ...model_names import is_foreign_model, is_openai_model
from ..clients import Clients
from ..fields import FieldReader
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of
from ..vendors import VENDOR_NAME
from .agents import Agents, is_agent, of_another_model, output_type
from .arguments import bare, begun, given, models, settings
from .defaults import Defaults
from .endpoints import (
    by_provider,
    elsewhere,
    of_another_gateway,
    of_own_server,
    of_unknown_server,
    says_openai,
)
from .instructor import is_client, sends_schema
from .langchain import LangChain
from .symbols import symbol_of

# Made for any vendor: without a model in sight they are nobody's in particular, and not reported.
_BY_MODEL_ONLY = {
    "Agent", "Router", "RunConfig", "create_agent", "create_react_agent", "LM",
    "Embedder", "Crew", "LitellmModel", "LiteLlm",
}  # fmt: skip


def call_spreads(call: ast.Call) -> bool:
    """Say whether a call may have more arguments than are written: ``Agent(**options)``.

    Args:
        call: The call.
    """
    return any(k.arg is None for k in call.keywords)


def azure_client(node: Any, name: str, confidence: Confidence, where: str) -> ClientMade:
    """Return a framework's client that talks to Azure.

    Args:
        node: What makes it, or holds its class.
        name: The class.
        confidence: How sure that it is one.
        where: How the framework takes Electron's endpoint.
    """
    return ClientMade(
        place=place_of(node),
        provider=Provider.AZURE,
        constructor=name,
        confidence=confidence,
        where=where,
    )


class FrameworkClients:
    """Tells what a framework makes, and keeps what is found of any.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        clients: Tells the SDK's clients apart.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader, clients: Clients) -> None:
        """Start with nothing found."""
        self.resolver = resolver
        self.reader = reader
        self.models: list[Value] = []
        self.facts: list[Fact] = []
        self.agents = Agents(resolver, reader, clients)
        self.defaults = Defaults(resolver, self.agents)
        self.langchain = LangChain(resolver, reader, self.facts)
        self.calls: list[ast.Call] = []
        self._seen: set[int] = set()

    def _call(self, call: ast.Call, callee: Any = None) -> None:
        self._seen.add(id(call))
        for item in self.resolver.of(callee or call.func):
            if item.kind != "ext":
                continue
            symbol = symbol_of(item.name)
            if symbol is None:
                continue
            last = item.name.rpartition(".")[2]
            fields = given(call, last, self.reader)
            if symbol.name == "instructor":
                if last != "from_provider" and sends_schema(fields):
                    self._schema(call, last, "instructor")
                if not is_client(call, last, self.resolver):
                    return
            named = models(call, fields, symbol, self.reader)
            strings = [
                v.constant for v in named if v.kind is Kind.CONSTANT and isinstance(v.constant, str)
            ]
            # A name that is Electron's already still goes to OpenAI until the endpoint is set.
            openai = [
                s
                for s in strings
                if is_openai_model(s) or is_electron_model(bare(s)) or s.startswith("openai:")
            ]
            confidence = Confidence.HIGH
            if symbol.by_model:
                # By a model's name alone such a class is OpenAI's: other names are other vendors'.
                if strings and not openai:
                    return
                beginning = "" if strings else begun(call, self.resolver)
                if beginning:
                    strings = [beginning]
                elif not strings:
                    unnamed = self._unnamed(call, last, symbol, fields, named)
                    if unnamed is None:
                        return
                    confidence = unnamed
            if (last.endswith("ModelSettings") and of_another_model(call)) or (
                last == "OpenAIAgentsPlugin" and "model_provider" in fields
            ):
                return
            endpoint = symbol.endpoint
            if endpoint == "schema":
                self._schema(call, last, symbol.name)
                return
            whose = elsewhere(fields) or by_provider(call, self.resolver, self.reader)
            if symbol.name == "openai-agents" and self.agents.client_is_anothers:
                return
            if whose is Provider.OTHER or self.agents.of_another_client(call):
                return
            if symbol.name == "litellm" and of_another_gateway(fields):
                return
            if whose is None and of_own_server(fields, call):
                return
            if whose is None and not openai and strings and of_unknown_server(fields):
                # Somebody's server, from out of sight, and only models of other vendors on it.
                if all(is_foreign_model(text) for text in strings):
                    return
            if last == "OpenAILike" and whose is None and not says_openai(fields):
                # It is made for others, and OpenAI's only where its URL says so.
                return
            if whose is Provider.ELECTRON or (
                symbol.name == "openai-agents"
                and (
                    self.agents.client_is_electrons
                    or (last == "Agent" and self.agents.is_provided(call))
                )
            ):
                # The client is Electron's, or stands at what makes the run's models: what it
                # sends is left to be looked at.
                endpoint = "settings"
            if (
                symbol.name == "openai-agents"
                and "output_type" in fields
                and not self.agents.has_foreign_model(call)
            ):
                bound = output_type(fields["output_type"], strings, openai)
                self.facts += [bound] if bound is not None else []
            if symbol.endpoint in ("chat", "responses", "completions"):
                self.calls.append(call)
            if symbol.endpoint in ("chat", "responses") or last == "RunConfig":
                self.models += named
            if last.startswith("Azure") and endpoint in ("chat", "completions"):
                # As everywhere: its deployment and version are Azure's, whatever makes the client.
                self.facts.append(azure_client(call, last, confidence, symbol.where))
                endpoint = "settings"
            self.facts.append(
                FrameworkClient(
                    place=place_of(call),
                    confidence=confidence,
                    framework=symbol.name,
                    symbol=last,
                    arguments=settings(fields, last, self.reader),
                    endpoint=endpoint,
                    where=symbol.where,
                    responses=self.defaults.responses(symbol, call, last, fields, strings),
                    cap=self.defaults.cap(symbol, item.name, call, fields),
                )
            )
            return

    def _unnamed(
        self,
        call: ast.Call,
        last: str,
        symbol: Framework,
        fields: dict[str, Any],
        named: list[Value],
    ) -> Confidence | None:
        """Return how sure it is that a client without a model's name in sight is OpenAI's.

        None: it is nobody's in particular.
        """
        gateway = symbol.name in ("litellm", "dspy", "crewai")
        if symbol.name == "openai-agents" and is_agent(fields, last):
            # Without a model it is OpenAI's; one that is not known may be.
            if "model" not in fields:
                return Confidence.HIGH
            is_named = self.agents.is_named(call, fields)
            return Confidence.MEDIUM if is_named else Confidence.LOW
        if symbol.name == "crewai" and last == "Agent" and {"role", "goal"} <= fields.keys():
            # Without a model, CrewAI takes OpenAI's.
            return Confidence.MEDIUM if "llm" not in fields and not call_spreads(call) else None
        if last == "init_chat_model" and not named and self.langchain.configured(call):
            return Confidence.MEDIUM
        if (not named and not gateway) or last in _BY_MODEL_ONLY:
            return None
        # A gateway with a model from elsewhere: OpenAI is what it falls back to.
        return Confidence.MEDIUM if gateway else Confidence.LOW

    def _schema(self, call: ast.Call, how: str, framework: str) -> None:
        self.facts.append(
            SchemaOutput(place=place_of(call), how=how, instead=SCHEMAS.get(framework, ""))
        )

    def _subclass(self, node: ast.ClassDef) -> None:
        """Note a class that is made of a framework's client."""
        # ``class ClaudeChat(ChatOpenAI)`` says that its endpoint is another.
        if VENDOR_NAME.search(node.name):
            return
        for base in node.bases:
            for item in self.resolver.of(base):
                symbol = symbol_of(item.name) if item.kind == "ext" else None
                if symbol is not None and item.name.endswith(".Agent"):
                    # The arguments of the class that it is made of stand at its own calls.
                    for call in self.resolver.project.calls(node.name):
                        self._call(call, base)
                    return
                if symbol is not None and (not symbol.by_model or "OpenAI" in item.name):
                    self.facts.append(
                        FrameworkClient(
                            place=place_of(base),
                            framework=symbol.name,
                            symbol=item.name.rpartition(".")[2],
                            endpoint=symbol.endpoint,
                            where=symbol.where,
                        )
                    )
                    return

    def _held(self, node: Any) -> None:
        """Note a framework's function that is kept to be called later."""
        for item in self.resolver.of(node):
            symbol = symbol_of(item.name) if item.kind == "ext" else None
            if symbol is not None and last_name(node).startswith("Azure"):
                self.facts.append(
                    azure_client(node, last_name(node), Confidence.MEDIUM, symbol.where)
                )
                return
            if symbol is not None:
                self.facts.append(
                    FrameworkClient(
                        place=place_of(node),
                        confidence=Confidence.MEDIUM,
                        framework=symbol.name,
                        symbol=last_name(node),
                        endpoint=symbol.endpoint,
                        where=symbol.where,
                    )
                )
                return
