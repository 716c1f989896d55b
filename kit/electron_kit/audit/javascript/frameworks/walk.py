"""The walk over a project's calls for frameworks' models, and which calls send to OpenAI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ...facts import Call, Fact, FrameworkClient, SchemaOutput
from ..clients import Clients
from ..fields import FieldReader
from ..index import Module
from ..resolve import Resolver
from ..scopes import CLASSES
from ..syntax import Node, string_value
from ..values import Obj
from ..written import first_argument
from . import agent_makers as makers
from . import messages
from .calls import FrameworkCalls
from .embeddings import named_embeddings
from .langchain import structured

_BOUND = frozenset({"object", "array", "choice"})
"""What of the AI SDK's ``Output`` is sent as a schema."""

# A chat model of LangChain's, whosever it is.
_MODEL = re.compile(r"\.(?:Chat[A-Z]\w*|initChatModel)(?:$|[.(])")
_VENDORS_OF_LANGCHAIN = frozenset(
    {
        "anthropic", "google-genai", "google-vertexai", "mistralai", "groq", "ollama", "cohere",
        "aws", "deepseek", "xai", "community", "cerebras",
    }
)  # fmt: skip


class Frameworks(FrameworkCalls):
    """Finds the frameworks' models of a project.

    Args:
        resolver: The project's resolver.
        clients: Tells clients apart.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, clients: Clients, reader: FieldReader) -> None:
        """Find every model."""
        super().__init__(resolver, clients, reader)
        for module in resolver.project.modules:
            resolver.careful.part(module.path, self._module, module)

    def _module(self, module: Module) -> None:
        self.found += named_embeddings(module)
        for name, calls in list(module.calls.items()):
            for call in calls:
                self._call(call, name)

    def _call(self, call: Node, name: str) -> None:
        callee = call.get("constructor") or call.get("function")
        if callee is None:
            return
        for item in self.resolver.of(callee) if callee.kind != "super" else self._base(call):
            if item.kind == "external":
                if self._external(call, item.name):
                    return
            elif item.kind == "made" and self._made(call, item, name):
                return
        if name == "withStructuredOutput" and self._openai_langchain:
            # A model that is handed in from out of sight.
            owners = self.resolver.of(callee.get("object"))
            if not any(i.kind == "instance" or _MODEL.search(i.name or "") for i in owners):
                self.found += structured(call, self.resolver)
        if name == "setOpenAIAPI" and string_value(first_argument(call) or call) == "responses":
            # The Agents SDK told outright what it does by itself.
            self.found.append(
                Call(place=call.place, endpoint="responses", path="", framework="@openai/agents")
            )
        if name in makers.MASTRA_RUNS and self._has_mastra:
            for agent in makers.kept_agents(call, self.resolver):
                self._mastra(call, agent)
        if (
            name in _BOUND
            and callee.text.endswith(f"Output.{name}")
            and not self._for_another_vendor(call)
            and not self._by_tool(call, self._models_of(call))
        ):
            self.found.append(SchemaOutput(place=call.place, how=f"Output.{name}"))

    def _base(self, call: Node) -> list[Obj]:
        """Return the framework's class whose constructor a call of ``super`` is."""
        klass = next((node for node in call.up() if node.kind in CLASSES), None)
        base = self.resolver.base_of(klass) if klass is not None else None
        return [base] if base is not None and base.kind == "external" else []

    @property
    def sent(self) -> list[Node]:
        """The calls that send chat requests; those of chains if a model of OpenAI's is about."""
        return [*self._sent, *(self._chained if self.chats else ())]

    @property
    def chats(self) -> bool:
        """Whether LangChain sends OpenAI what is written as messages of its API."""
        return any(
            isinstance(f, FrameworkClient) and f.framework == "langchain" for f in self.found
        )

    def history(self, call: Node) -> list[Obj]:
        """Return what a call of `sent` may send as its messages.

        Args:
            call: The call.
        """
        return messages.lists(call, run=id(call) in self._runs, resolver=self.resolver)

    def asked(self, call: Node) -> Node | None:
        """Return the expression of the messages that a call of `sent` is asked with.

        Args:
            call: The call.
        """
        return messages.expression(call, run=id(call) in self._runs, resolver=self.resolver)

    @cached_property
    def _openai_langchain(self) -> bool:
        """Whether the chat models of LangChain that a project imports are OpenAI's alone."""
        specs = {spec for module in self.resolver.project.every for spec in module.specs}
        return "@langchain/openai" in specs and not any(
            spec.startswith("@langchain/") and spec.split("/")[1] in _VENDORS_OF_LANGCHAIN
            for spec in specs
        )

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        yield from self.found
