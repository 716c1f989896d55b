"""OpenAI's Agents SDK: which agents are OpenAI's, and which API they are left at."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

from ...facts import Kind, Provider, SchemaOutput, Value
from ...framework_defaults import SCHEMAS
from ...hosts import FOREIGN_KEYS
from ...model_names import is_openai_model
from ..clients import Clients
from ..fields import FieldReader
from ..resolve.resolver import Resolver
from ..tree import last_name
from .endpoints import elsewhere
from .run_providers import RunProviders

# ``Agent`` is a name of many classes: with one of these arguments it is the SDK's.
_OF_AGENTS = {
    "instructions", "handoffs", "tools", "output_type", "model", "model_settings",
    "handoff_description", "input_guardrails", "output_guardrails", "mcp_servers",
}  # fmt: skip

# ``settings.agent_model``, where what settings hold is out of sight.
_SETTING = re.compile(
    r"(?i)(?:^|[._])(?:settings|config|cfg|conf|env)\.\w*model(?:_?(?:name|id))?$"
)

# Classes of what is run.
_RUN = re.compile(r"Agent|^swarm\.(?:\w+\.)*Swarm$")


class Agents:
    """Which agents of a project are OpenAI's, and how the SDK is set up.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
        clients: Tells clients apart.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader, clients: Clients) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        self.reader = reader
        self.clients = clients
        self.is_provided = RunProviders(resolver).has

    def of_another_client(self, call: ast.Call) -> bool:
        """Say whether a model is given a client whose address is not seen to be OpenAI's.

        Args:
            call: The call that makes the model.
        """
        given = next((k.value for k in call.keywords if k.arg == "openai_client"), None)
        found = [self.clients.of(item) for item in self.resolver.of(given)] if given else []
        whose = {client.provider for client in found if client is not None}
        return bool(whose) and whose <= {Provider.OTHER, Provider.UNKNOWN}

    def is_named(self, call: ast.Call, fields: dict[str, Any]) -> bool:
        """Say whether an agent's model is a name, whatever it is: no model's object.

        Args:
            call: The call that makes the agent.
            fields: Its arguments.
        """
        if from_environment(fields):
            return True
        given = next((k.value for k in call.keywords if k.arg == "model"), None)
        if given is None or FOREIGN_KEYS.search(ast.unparse(given)):
            return False
        return self._is_text(given)

    def _is_text(self, node: Any, depth: int = 0) -> bool:
        """Say whether an expression is said to be text: by a function's or a parameter's type."""
        if node.__class__ is ast.Call:
            made = [o.node for o in self.resolver.of(node.func) if o.kind == "func"]
            return bool(made) and all(_says_text(getattr(f, "returns", None)) for f in made)
        if node.__class__ is not ast.Name or depth > 2:
            return False
        scope = node.scope
        while node.id not in scope.bindings and scope.parent is not None:
            scope = scope.parent
        bindings = scope.bindings.get(node.id, ())
        return bool(bindings) and all(
            (b.how == "param" and _says_text(getattr(b.node, "annotation", None)))
            or (b.how == "value" and b.value is not None and self._is_text(b.value, depth + 1))
            for b in bindings
        )

    def has_foreign_model(self, call: ast.Call) -> bool:
        """Say whether each model's object that an agent may be given is another vendor's."""
        given = next((k.value for k in call.keywords if k.arg == "model"), None)
        models = [o for o in self.resolver.of(given) if o.kind == "made"] if given else []
        return bool(models) and all(self._is_foreign(o.node) for o in models)

    def _is_foreign(self, made: Any) -> bool:
        if made.__class__ is not ast.Call:
            return False
        if last_name(made.func) in ("OpenAIChatCompletionsModel", "OpenAIResponsesModel"):
            return self.of_another_client(made)
        names = [
            o.data
            for node in [*made.args[:1], *(k.value for k in made.keywords if k.arg == "model")]
            for o in self.resolver.of(node)
            if o.kind == "const" and isinstance(o.data, str)
        ]
        return bool(names) and not any(is_openai_model(name) for name in names)

    @cached_property
    def default_api(self) -> bool:
        """Whether the Agents SDK is left at its default, which is the Responses API."""
        told = [
            str(getattr(argument, "value", ""))
            for module in self.resolver.project.every
            for name in ("set_default_openai_api", "set_use_responses_by_default", "OpenAIProvider")
            for call in module.calls.get(name, ())
            for argument in (*call.args, *(k.value for k in call.keywords))
            # ``OpenAIProvider(use_responses=False)``: no other of its arguments is a truth value.
        ]
        return not any(text in ("chat_completions", "False") for text in told)

    @cached_property
    def client_is_electrons(self) -> bool:
        """Whether the SDK's default client is made Electron's somewhere."""
        return Provider.ELECTRON in self._default_clients

    @cached_property
    def client_is_anothers(self) -> bool:
        """Whether the SDK's default client is another vendor's, wherever it is set."""
        return self._default_clients == {Provider.OTHER}

    @cached_property
    def _default_clients(self) -> set[Provider | None]:
        found: set[Provider | None] = set()
        for module in self.resolver.project.every:
            for call in module.calls.get("set_default_openai_client", ()):
                given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "client")]
                for item in (o for node in given for o in self.resolver.of(node)):
                    if item.kind == "made" and item.node.__class__ is ast.Call:
                        found.add(elsewhere(self.reader.of_call(item.node)[0]))
        return found

    def runs(self, call: ast.Call, known: list[ast.Call]) -> bool:
        """Say whether a call runs an agent: ``agent.run(…)``, or ``Runner.run(agent, …)``.

        A ``Swarm`` runs the agents that it is given: ``Swarm().run(agent=…, messages=…)``.

        Args:
            call: The call.
            known: The calls that make OpenAI's agents.
        """
        owner = call.func.value
        subject = owner
        if last_name(owner) == "Runner":
            named = [k.value for k in call.keywords if k.arg in ("starting_agent", "agent")]
            subject = next(iter([*call.args[:1], *named]), owner)
        return self._is_openais(subject, known, 0)

    def _is_openais(self, node: Any, known: list[ast.Call], depth: int) -> bool:
        for item in self.resolver.of(node):
            made = item.node if item.kind == "made" else None
            if made.__class__ is not ast.Call or not _RUN.search(item.name):
                continue
            if any(made is call for call in known):
                return True
            given = [*made.args[:1], *(k.value for k in made.keywords if k.arg == "model")]
            if any(o.node is call for a in given for o in self.resolver.of(a) for call in known):
                # ``Agent(OpenAIChatModel(…))``
                return True
            if made.args and depth < 2 and self._is_openais(made.args[0], known, depth + 1):
                # ``TemporalAgent(agent)``
                return True
        return False


def from_environment(fields: dict[str, Any]) -> bool:
    """Say whether an agent's model is a name that settings hold, so no model's object."""
    field = fields.get("model")
    return field is not None and any(_is_setting(v) for v in field.values)


def _is_setting(value: Value) -> bool:
    """Say whether a value is a setting, and not called as another vendor's is."""
    held = value.origin in ("env", "setting") or _SETTING.search(value.name) is not None
    return held and value.kind is Kind.UNKNOWN and not FOREIGN_KEYS.search(value.name)


def _says_text(annotation: Any) -> bool:
    """Say whether a type is ``str``, or that or nothing."""
    if annotation.__class__ is ast.BinOp:
        return _says_text(annotation.left)
    if annotation.__class__ is ast.Subscript:
        return last_name(annotation.value) == "Optional" and _says_text(annotation.slice)
    text = annotation.value if annotation.__class__ is ast.Constant else last_name(annotation)
    return text == "str" or str(text).startswith("str |")


def own_model(fields: dict[str, Any]) -> bool:
    """Say whether an agent is given a model's object, which knows its endpoint."""
    field = fields.get("model")
    return field is not None and not any(
        _is_setting(v) or (v.kind is Kind.CONSTANT and isinstance(v.constant, str))
        for v in field.values
    )


def output_type(field: Any, strings: list[str], openai: list[str]) -> SchemaOutput | None:
    """Return an agent's output that is bound to a type; text is none."""
    text = field.value.text if field.value is not None else ""
    if text in ("str", "None", "") or (strings and not openai):
        return None
    cure = SCHEMAS["openai-agents"]
    return SchemaOutput(place=field.place, how="output_type", instead=cure)


def is_agent(fields: dict[str, Any], last: str) -> bool:
    """Say whether a call has the arguments of the Agents SDK's agent, and no other class's."""
    return last == "Agent" and "name" in fields and bool(_OF_AGENTS & fields.keys())


def of_another_model(call: ast.Call) -> bool:
    """Say whether settings stand beside the name of a model that is not OpenAI's."""
    keyword: Any = call.parent
    agent = keyword.parent if keyword.__class__ is ast.keyword else None
    for other in getattr(agent, "keywords", ()):
        if other.arg == "model" and other.value.__class__ is ast.Constant:
            return not is_openai_model(str(other.value.value))
    return False
