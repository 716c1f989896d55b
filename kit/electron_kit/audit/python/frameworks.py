"""Frameworks' clients in code: made, subclassed, kept, bound to fields."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

from ...contract.names import Name, Use, is_electron_model, read_name
from ..common.frameworks import Framework, by_package
from ..common.providers import provider_of_url
from ..cures import CAPS, RESPONSES, SCHEMAS
from ..facts import Confidence, Fact, FrameworkClient, Kind, Place, Provider, SchemaOutput, Value
from ..naming import is_openai_model
from .fields import FieldReader
from .index import Module
from .resolve import Resolver
from .tree import last_name, place_of
from .values import Obj
from .vendors import VENDOR_NAME

_BY_MODEL_ONLY = {"Agent", "Router", "RunConfig", "create_agent", "create_react_agent", "LM"}
_SENDERS = (
    "predict_messages", "apredict_messages", "predict", "apredict", "invoke", "ainvoke",
    "generate", "agenerate",
    "stream", "astream", "bind", "batch", "abatch", "bind_tools", "with_config",
)  # fmt: skip
_ASKING = (
    "invoke", "ainvoke", "batch", "abatch", "stream", "astream", "chat", "achat", "complete",
    "acomplete", "stream_chat", "stream_complete", "run", "run_sync", "run_stream",
)  # fmt: skip
_SCHEMA_MODE = re.compile(r"\.(?:JSON_SCHEMA|STRUCTURED_OUTPUTS|JSON_O1)\b")
_BUILT_IN = re.compile(
    r"^(?:web_search|file_search|code_interpreter|computer|image_generation|mcp|local_shell)"
)
_OF_AGENTS = {
    "instructions", "handoffs", "tools", "output_type", "model", "model_settings",
    "handoff_description", "input_guardrails", "output_guardrails", "mcp_servers",
}  # fmt: skip
_SENT = {
    "functions", "function_call", "response_format", "n", "reasoning_effort", "parallel_tool_calls",
    "max_completion_tokens", "service_tier", "store", "prediction", "max_tokens",
}  # fmt: skip


class Frameworks:
    """Finds the frameworks' clients of a project.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Find every client."""
        self.resolver = resolver
        self.reader = reader
        self.models: list[Value] = []
        self.facts: list[Fact] = []
        self.calls: list[ast.Call] = []
        # Calls of a model that was made before, such as ``llm.ainvoke(…)``.
        self.asked: list[ast.Call] = []
        for module in resolver.project.modules:
            resolver.careful.part(module.path, self._module, module)

    def _module(self, module: Module) -> None:
        roots = {name.lstrip(".").partition(".")[0] for name in module.imported}
        known = {name for root in roots for name in by_package("python").get(root, ())}
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
        for name in _SENDERS if known else ():
            for call in module.calls.get(name, ()):
                self._sent(call)
        for name in _ASKING:
            for call in module.calls.get(name, ()):
                if call.func.__class__ is not ast.Attribute:
                    continue
                if (
                    self._is_agents(call)
                    if name.startswith("run")
                    else self._is_model(call.func.value)
                ):
                    self.asked.append(call)
        for name in ("with_structured_output",):
            for call in module.calls.get(name, ()):
                self._structured(call)

    def _aliased(self, module: Module, name: str, known: set[str]) -> bool:
        return any(
            b.how == "import" and b.name.rpartition(".")[2] in known
            for b in module.scope.bindings.get(name, ())
        )

    def _call(self, call: ast.Call, callee: Any = None) -> None:
        for item in self.resolver.of(callee or call.func):
            if item.kind != "ext":
                continue
            symbol = symbol_of(item.name)
            if symbol is None:
                continue
            fields, _ = self.reader.of_call(call)
            last = item.name.rpartition(".")[2]
            if symbol.name == "instructor" and not self._patched(call, last, fields):
                return
            models = self._models(call, fields, symbol, last)
            strings = [
                v.constant
                for v in models
                if v.kind is Kind.CONSTANT and isinstance(v.constant, str)
            ]
            # A name that is Electron's already still goes to OpenAI until the endpoint is set.
            openai = [s for s in strings if is_openai_model(s) or is_electron_model(_bare(s))]
            confidence = Confidence.HIGH
            if symbol.by_model:
                if strings and not openai:
                    return
                if not strings:
                    gateway = symbol.name in ("litellm", "dspy", "crewai")
                    if symbol.name == "openai-agents" and _is_agent(fields, last):
                        # Without a model it is OpenAI's; one that is not known may be.
                        confidence = Confidence.LOW if "model" in fields else Confidence.HIGH
                    elif last == "init_chat_model" and not models and self._configured(call):
                        confidence = Confidence.MEDIUM
                    elif (not models and not gateway) or last in _BY_MODEL_ONLY:
                        return
                    # A gateway with a model from elsewhere: OpenAI is what it falls back to.
                    elif gateway:
                        confidence = Confidence.MEDIUM
                    else:
                        confidence = Confidence.LOW
            if last.endswith("ModelSettings") and _of_another_model(call):
                return
            endpoint = symbol.endpoint
            if endpoint == "schema":
                self._schema(call, last, symbol.name)
                return
            elsewhere = self._elsewhere(fields)
            if elsewhere is Provider.OTHER:
                return
            if last == "OpenAILike" and elsewhere is None and not self._openai_url(fields):
                # It is made for others, and OpenAI's only where its URL says so.
                return
            if elsewhere is Provider.ELECTRON or self._set_up(symbol.name):
                # The client is Electron's: what it sends is left to be looked at.
                endpoint = "settings"
            if symbol.name == "openai-agents" and "output_type" in fields:
                self._output_type(fields["output_type"], strings, openai)
            if symbol.endpoint in ("chat", "responses", "completions"):
                self.calls.append(call)
            if symbol.endpoint in ("chat", "responses"):
                self.models += models
            self.facts.append(
                FrameworkClient(
                    place=place_of(call),
                    confidence=confidence,
                    framework=symbol.name,
                    symbol=last,
                    arguments=_settings(fields),
                    endpoint=endpoint,
                    where=symbol.where,
                    responses=self._responses(symbol, last, fields, strings),
                    cap=self._cap(symbol, item.name, call, fields),
                )
            )
            return

    def _responses(
        self, symbol: Framework, last: str, fields: dict[str, Any], strings: list[str]
    ) -> str:
        """Return how a framework that uses the Responses API here is told not to, or nothing."""
        framework = symbol.name
        chosen = {
            "openai-agents": last == "Agent" and self._default_api and not self._own_model(fields),
            "pydantic-ai": any(
                text.startswith(("openai:", "openai-responses:")) for text in strings
            ),
            "langchain-openai": last in ("ChatOpenAI", "BaseChatOpenAI") and _asks(fields, strings),
            "langchain": last == "init_chat_model" and _asks(fields, strings),
            "agent-framework": last in ("OpenAIChatClient", "OpenAIResponsesClient"),
        }
        if not chosen.get(framework):
            return ""
        return RESPONSES["langchain-openai" if framework == "langchain" else framework]

    def _patched(self, call: ast.Call, last: str, fields: dict[str, Any]) -> bool:
        """Note the schema that instructor's mode sends; say whether it makes the client itself.

        A client that is known is reported where it is made; one that comes from out of sight
        is OpenAI's by the name of what patches it.
        """
        if last == "from_provider":
            return True
        mode = fields.get("mode")
        if mode is not None and mode.value is not None and _SCHEMA_MODE.search(mode.value.text):
            self._schema(call, last, "instructor")
        given = call.args[0] if call.args else None
        given = next((k.value for k in call.keywords if k.arg == "client"), given)
        kinds = {o.kind for o in self.resolver.of(given)} if given is not None else set()
        return given is not None and not kinds & {"made", "ext", "inst", "class", "func"}

    def _own_model(self, fields: dict[str, Any]) -> bool:
        """Say whether an agent is given a model's object, which knows its endpoint."""
        field = fields.get("model")
        return field is not None and not any(
            v.kind is Kind.CONSTANT and isinstance(v.constant, str) for v in field.values
        )

    def _cap(self, symbol: Framework, name: str, call: ast.Call, fields: dict[str, Any]) -> str:
        """Return how a framework that renames a cap is told not to; nothing if it was told."""
        cap = fields.get("max_tokens")
        if any(
            keyword.arg == "extra_body" and cap and _within(cap.place, place_of(keyword))
            for keyword in call.keywords
        ):
            return ""
        if symbol.name in ("langchain-openai", "langchain"):
            # The package of its own renames; what LangChain had before it did not.
            mine = name.startswith("langchain_openai") or name.endswith("init_chat_model")
            return CAPS["langchain-openai"] if mine and _renames(name) else ""
        if symbol.name == "pydantic-ai" and not self._profiled:
            return CAPS["pydantic-ai"]
        return ""

    def _schema(self, call: ast.Call, how: str, framework: str) -> None:
        self.facts.append(
            SchemaOutput(place=place_of(call), how=how, instead=SCHEMAS.get(framework, ""))
        )

    def _output_type(self, field: Any, strings: list[str], openai: list[str]) -> None:
        """Note an agent's output that is bound to a type; text is none."""
        text = field.value.text if field.value is not None else ""
        if text in ("str", "None", "") or (strings and not openai):
            return
        cure = SCHEMAS["openai-agents"]
        self.facts.append(SchemaOutput(place=field.place, how="output_type", instead=cure))

    @cached_property
    def _default_api(self) -> bool:
        """Whether the Agents SDK is left at its default, which is the Responses API."""
        told = [
            str(getattr(argument, "value", ""))
            for module in self.resolver.project.every
            for name in ("set_default_openai_api", "set_use_responses_by_default")
            for call in module.calls.get(name, ())
            for argument in (*call.args, *(k.value for k in call.keywords))
        ]
        return not any(text in ("chat_completions", "False") for text in told)

    @cached_property
    def _profiled(self) -> bool:
        """Whether pydantic-ai is told that ``max_completion_tokens`` is not for this endpoint."""
        mark = b"openai_chat_supports_max_completion_tokens"
        return any(mark in u.data for m in self.resolver.project.every for u in m.units)

    def _set_up(self, framework: str) -> bool:
        """Say whether a framework's default client is made Electron's somewhere."""
        return framework == "openai-agents" and self._agents_client

    @cached_property
    def _agents_client(self) -> bool:
        for module in self.resolver.project.every:
            for call in module.calls.get("set_default_openai_client", ()):
                for item in self.resolver.of(call.args[0]) if call.args else ():
                    made = item.node if item.kind == "made" else None
                    if made.__class__ is not ast.Call:
                        continue
                    fields, _ = self.reader.of_call(made)
                    if self._elsewhere(fields) is Provider.ELECTRON:
                        return True
        return False

    def _subclass(self, node: ast.ClassDef) -> None:
        """Note a class that is made of a framework's client."""
        if VENDOR_NAME.search(node.name):
            return
        for base in node.bases:
            for item in self.resolver.of(base):
                symbol = symbol_of(item.name) if item.kind == "ext" else None
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

    def _sent(self, call: ast.Call) -> None:
        """Note request fields that are given to a framework's client when it is called or bound."""
        if call.func.__class__ is not ast.Attribute:
            return
        if call.func.attr == "bind_tools":
            self._tools(call)
        names = {keyword.arg for keyword in call.keywords}
        config = call.func.attr == "with_config" and bool(call.args or call.keywords)
        if not names & _SENT and not config:
            return
        for item in self.resolver.of(call.func.value):
            symbol = self._symbol_of_instance(item)
            if symbol is not None and symbol.name.startswith("langchain"):
                fields = self._configuration(call) if config else self.reader.of_call(call)[0]
                if not fields.keys() & _SENT:
                    return
                self.facts.append(
                    FrameworkClient(
                        place=place_of(call),
                        framework=symbol.name,
                        symbol=last_name(call.func),
                        arguments={name: fields[name] for name in fields if name in _SENT},
                        endpoint="settings",
                        cap=CAPS["langchain-openai"] if _bound_cap(item) else "",
                    )
                )
                return

    def _tools(self, call: ast.Call) -> None:
        """Note tools of the Responses API that are bound to a model of LangChain's."""
        given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "tools")]
        kinds = [
            str(kind.constant)
            for expression in given
            for tools in self.reader.values(expression)
            for tool in tools.items
            for one in tool
            if "type" in one.entries
            for kind in one.entries["type"].values
        ]
        if not any(_BUILT_IN.match(kind) for kind in kinds):
            return
        owners = self.resolver.of(call.func.value)
        symbols = [s for o in owners if (s := self._symbol_of_instance(o)) is not None]
        foreign = any(o.kind == "made" for o in owners) and not symbols
        if foreign or not (symbols or self.facts):
            return
        self.facts.append(
            FrameworkClient(
                place=_from_method(call),
                confidence=Confidence.HIGH if symbols else Confidence.MEDIUM,
                framework="langchain-openai",
                symbol="bind_tools",
                endpoint="settings",
                responses=RESPONSES["langchain-openai"],
            )
        )

    def _configuration(self, call: ast.Call) -> dict[str, Any]:
        """Return what ``with_config`` sets of a model whose fields are configurable."""
        given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "configurable")]
        found: dict[str, Any] = {}
        for value in given:
            fields, _ = self.reader.of_value(value)
            inner = fields.get("configurable")
            found.update(fields)
            for one in inner.values if inner is not None else ():
                found.update(one.entries)
        return found

    def _configured(self, call: ast.Call) -> bool:
        """Say whether a model is left to a configuration, and the project has one of OpenAI's."""
        units = [unit for module in self.resolver.project.every for unit in module.units]
        return any(keyword.arg == "configurable_fields" for keyword in call.keywords) and any(
            b"openai:" in unit.data for unit in units
        )

    def _is_agents(self, call: ast.Call) -> bool:
        """Say whether a call runs an agent: ``agent.run(…)``, or ``Runner.run(agent, …)``."""
        owner = call.func.value
        subject = call.args[0] if last_name(owner) == "Runner" and call.args else owner
        return self._is_agent_of_openai(subject, 0)

    def _is_agent_of_openai(self, node: Any, depth: int) -> bool:
        for item in self.resolver.of(node):
            made = item.node if item.kind == "made" else None
            if made.__class__ is not ast.Call or "Agent" not in item.name:
                continue
            if any(made is known for known in self.calls):
                return True
            if made.args and depth < 2 and self._is_agent_of_openai(made.args[0], depth + 1):
                # ``TemporalAgent(agent)``
                return True
        return False

    def _is_model(self, node: Any, depth: int = 0) -> bool:
        """Say whether an expression is a chat model of LangChain's, or a chain with one in it."""
        if node.__class__ is ast.BinOp:
            return self._is_model(node.left, depth) or self._is_model(node.right, depth)
        if any(
            item.kind == "made" and (symbol := _first_symbol(item.name)) is not None
            and symbol.name.startswith(("langchain", "llama-index"))
            and symbol.endpoint == "chat"
            for item in self.resolver.of(node)
        ):  # fmt: skip
            return True
        if node.__class__ is not ast.Name or depth > 2:
            return False
        scope = node.scope
        while node.id not in scope.bindings and scope.parent is not None:
            scope = scope.parent
        chains = [b.value for b in scope.bindings.get(node.id, ()) if b.how == "value"]
        return any(c.__class__ is ast.BinOp and self._is_model(c, depth + 1) for c in chains)

    def _symbol_of_instance(self, item: Obj) -> Framework | None:
        if item.kind == "made":
            return _first_symbol(item.name)
        if item.kind == "inst":
            for klass in self.resolver.ancestry(item.node):
                for base in klass.bases:
                    for outer in self.resolver.of(base):
                        if outer.kind == "ext" and (symbol := symbol_of(outer.name)):
                            return symbol
        return None

    def _held(self, node: Any) -> None:
        """Note a framework's function that is kept to be called later."""
        for item in self.resolver.of(node):
            symbol = symbol_of(item.name) if item.kind == "ext" else None
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

    def _models(
        self, call: ast.Call, fields: dict[str, Any], symbol: Framework, last: str
    ) -> list[Value]:
        found: list[Value] = []
        for name in (
            "model",
            "model_name",
            "model_id",
            "ai_model_id",
            "id",
            "deployment_name",
            "engine",
            "llm",
        ):
            if name in fields and not (found and name in ("deployment_name", "engine")):
                found += fields[name].values
        if not found and call.args and symbol.name not in ("openai-agents",):
            found += self.reader.values(call.args[0])
        del last
        return [v for v in found if v.kind in (Kind.CONSTANT, Kind.UNKNOWN)]

    def _openai_url(self, fields: dict[str, Any]) -> bool:
        field = fields.get("api_base")
        return field is not None and (
            (field.value is not None and "openai" in field.value.text.lower())
            or any(provider_of_url(str(v.constant)) is Provider.OPENAI for v in field.constants())
        )

    def _elsewhere(self, fields: dict[str, Any]) -> Provider | None:
        """Return whose a base URL is, if it is Electron's or another vendor's for sure."""
        for name in ("base_url", "openai_api_base", "api_base", "api_base_url", "azure_endpoint"):
            field = fields.get(name)
            if field and any(v.kind is Kind.UNKNOWN for v in field.values):
                continue
            providers = {
                provider_of_url(str(v.constant))
                for v in (field.constants() if field else ())
                if v.constant
            }
            if providers and providers <= {Provider.ELECTRON, Provider.OTHER}:
                return Provider.ELECTRON if Provider.ELECTRON in providers else Provider.OTHER
        return None

    def _structured(self, call: ast.Call) -> None:
        method = next((k.value for k in call.keywords if k.arg == "method"), None)
        if method.__class__ is ast.Constant and method.value in ("json_mode", "function_calling"):
            return
        confidence = Confidence.MEDIUM
        for item in self.resolver.of(call.func.value):
            if item.kind == "made":
                if _first_symbol(item.name) is None:
                    return
                confidence = Confidence.HIGH
        if confidence is Confidence.MEDIUM and not self.facts:
            imported = {n for m in self.resolver.project.every for n in m.imported}
            if not any(
                n.startswith(("langchain_openai", "langchain.chat_models")) for n in imported
            ):
                return
        self.facts.append(
            SchemaOutput(
                place=_from_method(call),
                confidence=confidence,
                how=last_name(call.func),
                instead=SCHEMAS["langchain-openai"],
            )
        )


def symbol_of(name: str) -> Framework | None:
    """Return what a qualified name is among the frameworks' symbols."""
    root, _, rest = name.partition(".")
    return by_package("python").get(root, {}).get(rest.rpartition(".")[2])


def _first_symbol(name: str) -> Framework | None:
    """Return the symbol that something was made by, whatever was asked of it since."""
    parts = name.split(".")
    found = (symbol_of(".".join(parts[:end])) for end in range(2, len(parts) + 1))
    return next((symbol for symbol in found if symbol is not None), None)


def _within(inner: Place, outer: Place) -> bool:
    return inner.unit is outer.unit and outer.start <= inner.start < outer.end


def _from_method(call: ast.Call) -> Place:
    """Return a call's place from its method's name on: in a long chain, that is another line."""
    whole, before = place_of(call), place_of(call.func.value)
    text = whole.unit.data[before.end : whole.end]
    name = call.func.attr.encode()
    return Place(whole.unit, before.end + max(text.find(name), 0), whole.end)


def _renames(name: str) -> bool:
    return name.rpartition(".")[2] in ("ChatOpenAI", "init_chat_model")


def _bound_cap(item: Obj) -> bool:
    parts = item.name.split(".")
    return "init_chat_model" in parts or (parts[0] == "langchain_openai" and "ChatOpenAI" in parts)


def _is_agent(fields: dict[str, Any], last: str) -> bool:
    """Say whether a call has the arguments of the Agents SDK's agent, and no other class's."""
    return last == "Agent" and "name" in fields and bool(_OF_AGENTS & fields.keys())


def _settings(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a client's arguments, those in its settings among them."""
    found = dict(fields)
    for name in ("model_settings", "settings"):
        for value in fields[name].values if name in fields else ():
            for key, inner in value.entries.items():
                found.setdefault(key, inner)
    return found


def _asks(fields: dict[str, Any], strings: list[str]) -> bool:
    """Say whether LangChain takes the Responses API for what it is asked, or by a model's name."""
    switch = fields.get("use_responses_api")
    if switch is not None:
        # Said outright: that is reported by itself, or settles it.
        return False
    version = fields.get("output_version")
    if "reasoning" in fields or (
        version is not None and any("responses" in str(v.constant) for v in version.values)
    ):
        return True
    return any(_by_responses(read_name(text)) for text in strings)


def _by_responses(name: Name) -> bool:
    of = name.generation
    return name.use is Use.RESPONSES or (
        of is not None and (of.major, of.minor, of.nickname) == (5, 6, "sol")
    )


def _of_another_model(call: ast.Call) -> bool:
    """Say whether settings stand beside the name of a model that is not OpenAI's."""
    keyword: Any = call.parent
    agent = keyword.parent if keyword.__class__ is ast.keyword else None
    for other in getattr(agent, "keywords", ()):
        if other.arg == "model" and other.value.__class__ is ast.Constant:
            return not is_openai_model(str(other.value.value))
    return False


def _bare(model: str) -> str:
    """Return a model's name without the word for OpenAI that a framework puts before it."""
    for prefix in ("openai/", "openai:", "openai-chat:", "openai-responses:"):
        if model.startswith(prefix):
            return model[len(prefix) :]
    return model
