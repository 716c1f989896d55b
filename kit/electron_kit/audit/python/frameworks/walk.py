"""The walk over a project's files for frameworks' clients: made, subclassed, kept, asked."""

from __future__ import annotations

import ast

from ...common.frameworks import by_package
from ...facts import FrameworkClient
from ..clients import Clients
from ..fields import FieldReader
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of
from .baml import registry_clients
from .clients import FrameworkClients
from .configured import configured
from .dspy import asked_of_modules
from .haystack import generation_settings
from .held import handed, held_calls
from .langchain import BY_FUNCTIONS
from .schemas import Schemas

# Methods that take request fields, or bind them.
_SENDERS = (
    "predict_messages", "apredict_messages", "predict", "apredict", "invoke", "ainvoke",
    "generate", "agenerate",
    "stream", "astream", "bind", "batch", "abatch", "bind_tools", "with_config",
)  # fmt: skip
# Methods that send the list of messages that they are given.
_ASKING = (
    "invoke", "ainvoke", "batch", "abatch", "stream", "astream", "chat", "achat", "complete",
    "acomplete", "stream_chat", "stream_complete", "run", "run_sync", "run_stream", "run_streamed",
)  # fmt: skip


class Frameworks(FrameworkClients):
    """Finds the frameworks' clients of a project.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        clients: Tells the SDK's clients apart.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader, clients: Clients) -> None:
        """Find every client."""
        super().__init__(resolver, reader, clients)
        # Calls of a model that was made before, such as ``llm.ainvoke(…)``.
        self.asked: list[ast.Call] = []
        modules = resolver.project.modules
        for module in modules:
            resolver.careful.part(module.path, self._module, module)
        if any(_known_in(module) for module in resolver.project.every):
            before = len(self.facts)
            for module in modules:
                resolver.careful.part(module.path, self._held_calls, module)
            called = {f.symbol for f in self.facts[before:] if isinstance(f, FrameworkClient)}
            for module in modules:
                resolver.careful.part(module.path, self._handed, module, called)
        for module in modules:
            # After every file's agents and models are known, wherever they are made.
            resolver.careful.part(module.path, self._asks, module)

    def _module(self, module: Module) -> None:
        known = _known_in(module)
        if known:
            for name, calls in list(module.calls.items()):
                if name in known or self._aliased(module, name, known):
                    for call in calls:
                        self._call(call)
        for node in module.nodes[ast.Attribute] if known else ():
            if node.attr in known and node.parent.__class__ in (
                ast.Assign,
                ast.AnnAssign,
                ast.keyword,
                ast.IfExp,
                ast.Dict,
            ):
                self._held(node)
        for node in module.nodes[ast.Dict] if known else ():
            for value in node.values:
                if value.__class__ is ast.Name and value.id in known:
                    self._held(value)
        for node in module.nodes[ast.ClassDef] if known else ():
            self._subclass(node)
        for node in module.nodes[ast.Subscript] if known else ():
            # ``Agent[Context](model=…)``
            parent = node.parent
            if (
                parent.__class__ is ast.Call
                and parent.func is node
                and last_name(node.value) in known
            ):
                self._call(parent, node.value)
        for name in BY_FUNCTIONS if module.primary else ():
            for call in module.calls.get(name, ()):
                self.langchain.by_functions(call)
        for name in _SENDERS if known else ():
            for call in module.calls.get(name, ()):
                self.langchain.sent(call)

    def _handed(self, module: Module, called: set[str]) -> None:
        """Note classes that are handed to something, unless a call of what holds them was found."""
        for node in handed(module, _known_in(module) - called):
            self._held(node)

    def _routed_call(self, call: ast.Call) -> None:
        """Note what a call of a router of LiteLLM's puts in the request."""
        if call.func.__class__ is not ast.Attribute:
            return
        for item in self.resolver.of(call.func.value):
            if item.kind == "made" and any(item.node is made for made in self.calls):
                if item.name.rpartition(".")[2] != "Router":
                    continue
                fields, _ = self.reader.of_call(call)
                self.facts.append(
                    FrameworkClient(
                        place=place_of(call), framework="litellm", symbol=last_name(call.func),
                        arguments=fields, endpoint="settings",
                    )
                )  # fmt: skip
                return

    def _held_calls(self, module: Module) -> None:
        for call in held_calls(module):
            if id(call) not in self._seen:
                self._call(call)

    def _asks(self, module: Module) -> None:
        for call in module.calls.get("with_structured_output", ()):
            self.langchain.structured(call, self.calls)
        schemas = Schemas(self.resolver, self.reader, self.calls)
        self.facts += schemas.of(module)
        for name in ("completion", "acompletion"):
            for call in module.calls.get(name, ()):
                self._routed_call(call)
        self.facts += generation_settings(module, self.reader, self.facts)
        self.facts += registry_clients(module, self.reader)
        self.facts += configured(module)
        self.facts += asked_of_modules(module, self.resolver, self.reader, self.facts)
        for name in _ASKING:
            for call in module.calls.get(name, ()):
                if call.func.__class__ is not ast.Attribute:
                    continue
                if (
                    self.agents.runs(call, self.calls)
                    if name.startswith("run")
                    else self.langchain.is_model(call.func.value)
                ):
                    self.asked.append(call)

    def _aliased(self, module: Module, name: str, known: set[str]) -> bool:
        return any(
            b.how == "import" and b.name.rpartition(".")[2] in known
            for b in module.scope.bindings.get(name, ())
        )


def _known_in(module: Module) -> set[str]:
    """Return the symbols of the frameworks that a module imports."""
    roots = {name.lstrip(".").partition(".")[0] for name in module.imported}
    return {name for root in roots for name in by_package("python").get(root, ())}
