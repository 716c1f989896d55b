"""Clients of frameworks: whose endpoint they talk to, and which settings they are made with."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ...common.frameworks import Framework, by_package
from ...common.providers import provider_of
from ...facts import ClientMade, Field, FrameworkClient, Kind, Provider
from ...framework_defaults import RESPONSES
from ...hosts import provider_of_url
from ...values import Value
from ..clients import said
from ..named_clients import by_its_name
from ..syntax import Node
from ..values import Obj
from ..written import arguments, first_argument
from .agents_sdk import MODELS, is_default_api, output_schema
from .ai_sdk import AiSdk
from .langchain import by_responses, is_openai_model_of
from .symbols import NAMES


def symbol_of(name: str) -> Framework | None:
    """Return what a name of a package is among the frameworks' symbols.

    Args:
        name: The name, after its package's and a dot.
    """
    package, _, symbol = name.partition(".")
    return by_package("javascript").get(package, {}).get(symbol)


class FrameworkClients(AiSdk):
    """Notes what makes a client, unless it is another vendor's."""

    def _symbol(self, call: Node, symbol: str, framework: str, endpoint: str, where: str) -> None:
        fields, _ = self._options(call)
        if symbol.endswith(".initChatModel") and not is_openai_model_of(call, fields, self.reader):
            return
        base = fields.get("base_url")
        if framework == "@ai-sdk/openai-compatible" and not _on_openai(base):
            # It is made for others, and OpenAI's only where its URL says so.
            return
        if base is not None and base.value is not None:
            own = base.place.unit is call.place.unit and (
                call.place.start <= base.place.start < call.place.end
            )
            # Spread from elsewhere, it is not always there: without it, the model is OpenAI's.
            provider = provider_of(replace(said(_as_objects(base), ()), always=own), None)
            if provider is Provider.UNKNOWN:
                provider = by_its_name(call)
            if provider in (Provider.OTHER, Provider.ELECTRON):
                return
            if provider is Provider.AZURE:
                self.found.append(
                    ClientMade(
                        place=call.place, provider=provider, constructor=symbol.rpartition(".")[2]
                    )
                )
                return
        if any(name.startswith("azureOpenAI") for name in fields):
            self.found.append(
                ClientMade(
                    place=call.place, provider=Provider.AZURE, constructor=symbol.rpartition(".")[2]
                )
            )
            return
        model = fields.get("model")
        if (
            endpoint == "completions"
            and model is not None
            and any(
                isinstance(v.constant, str)
                and v.constant.startswith(("gpt-3.5-turbo", "gpt-4"))
                and "instruct" not in v.constant
                for v in model.values
            )
        ):
            endpoint = "chat"
        self.found.append(
            FrameworkClient(
                place=call.place,
                framework=framework,
                symbol=symbol.rpartition(".")[2],
                arguments={
                    k: v
                    for k, v in fields.items()
                    if framework != "@ai-sdk/openai" or k in ("base_url", "api_key")
                },
                endpoint=endpoint,
                where=where,
                # A provider only takes what the agents ask for: that is said at them.
                responses=""
                if symbol.endswith((".OpenAIProvider", ".Runner"))
                or symbol in MODELS
                or endpoint == "settings"
                else self._responses(framework, fields),
            )
        )
        if framework == "@openai/agents":
            self.found += output_schema(fields.get("outputType"))
        if model is not None and endpoint == "chat":
            self._models(model, endpoint)
        for name in arguments(call)[1:2] if symbol in MODELS else ():
            self.models += [
                (item.node.place, item.data, "chat", item.route, item.confidence)
                for item in self.resolver.of(name)
                if item.kind == "const" and isinstance(item.data, str)
            ]

    def _responses(self, framework: str, fields: dict[str, Field]) -> str:
        """Return how a framework that uses the Responses API here is told not to, or nothing."""
        if framework == "@openai/agents":
            return RESPONSES[framework] if self._default_api else ""
        if framework in ("@tanstack/ai-openai", "@effect/ai-openai"):
            return RESPONSES[framework]
        return RESPONSES[framework] if framework == "langchain" and by_responses(fields) else ""

    @cached_property
    def _default_api(self) -> bool:
        return is_default_api(self.resolver.project)

    def _options(self, call: Node) -> tuple[dict[str, Field], bool]:
        fields: dict[str, Field] = {}
        complete = True
        for argument in arguments(call)[:3]:
            found, whole = self.reader.of_value(argument, NAMES)
            fields.update(found)
            complete &= whole
        for name in (
            "modelKwargs",
            "configuration",
            "additionalChatOptions",
            "additionalSessionOptions",
            "modelSettings",
            "completionParams",
        ):
            nested = fields.pop(name, None)
            for value in nested.values if nested is not None else ():
                for key, inner in value.entries.items():
                    if name not in ("configuration", "additionalSessionOptions") or key in (
                        "baseURL",
                        "basePath",
                    ):
                        wire = NAMES.get(key, "base_url" if key == "basePath" else key)
                        if wire == "base_url":
                            fields[wire] = inner
                        fields.setdefault(wire, inner)
                    if name == "modelSettings" and key == "reasoning":
                        # Asked for chat completions, the SDK sends the effort alone.
                        effort = [e for v in inner.values for e in _effort(v)]
                        if effort:
                            fields["reasoning_effort"] = replace(
                                inner, values=tuple(effort), key=None
                            )
        return fields, complete

    def _models(self, model: Field, endpoint: str) -> None:
        for value in model.values:
            if value.place is not None and isinstance(value.constant, str):
                self.models.append(
                    (value.place, value.constant, endpoint, value.name, value.confidence)
                )

    @cached_property
    def _client_is_anothers(self) -> bool:
        """Whether the default client of the Agents SDK is another vendor's, wherever it is set."""
        made = [
            item
            for call in self.resolver.project.calls("setDefaultOpenAIClient")
            for item in self.resolver.of(first_argument(call))
            if item.kind == "made"
        ]
        whose = {self._created(item.node) for item in made}
        return whose == {Provider.OTHER}

    def _has_others_client(self, call: Node) -> bool:
        """Say whether a model of the Agents SDK is made of another vendor's client, or Electron's.

        Args:
            call: What makes it: ``new OpenAIChatCompletionsModel(client, name)``.
        """
        made = [i for i in self.resolver.of(first_argument(call)) if i.kind == "made"]
        whose = {self._created(item.node) for item in made}
        return bool(whose) and whose <= {Provider.OTHER, Provider.ELECTRON}

    def _is_anothers(self, made: Node) -> bool:
        """Say whether a model of LangChain's is told another vendor's address."""
        base = self._options(made)[0].get("base_url")
        if base is None or base.value is None:
            return False
        provider = provider_of(replace(said(_as_objects(base), ()), always=True), None)
        return provider is Provider.OTHER


def _effort(value: Value) -> tuple[Value, ...]:
    """Return what ``reasoning`` says of the effort: nothing, or what is not known."""
    if value.kind is not Kind.MAPPING:
        return (value,)
    return value.entries["effort"].values if "effort" in value.entries else ()


def _on_openai(base: Field | None) -> bool:
    return base is not None and any(
        provider_of_url(str(value.constant)) is Provider.OPENAI for value in base.constants()
    )


def _as_objects(field: Field) -> list[Obj]:
    found: list[Obj] = []
    for value in field.values:
        if value.kind is Kind.CONSTANT:
            found.append(Obj("const", None, value.constant))  # type: ignore[arg-type]
        else:
            found.append(Obj("env", None, name=value.name))  # type: ignore[arg-type]
    return found
