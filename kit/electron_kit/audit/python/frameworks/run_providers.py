"""The Agents SDK's runs that are given a provider of models, which asks for chat completions.

``Runner.run(agent, …, run_config=RunConfig(model_provider=Mine()))``, where ``Mine.get_model``
returns an ``OpenAIChatCompletionsModel``: an agent's model, or that it has none, decides nothing
then about the API, and the client stands at the provider.
Source: https://openai.github.io/openai-agents-python/models/ (custom model providers).
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import Any

from ...units import Unit
from ..resolve.resolver import Resolver
from ..tree import last_name, unit_of, walk

_RUNS = ("run", "run_sync", "run_streamed")


class RunProviders:
    """Knows which agents are run with a provider of chat models.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Look at nothing yet."""
        self.resolver = resolver

    def has(self, call: ast.Call) -> bool:
        """Say whether an agent is run with one: by its own file's runs, or by all that there are.

        Args:
            call: The call that makes the agent.
        """
        given, plain = self._files
        mine = unit_of(call)
        return bool(given) and (not plain or (mine in given and mine not in plain))

    @cached_property
    def _files(self) -> tuple[set[Unit], set[Unit]]:
        """The files whose runs have such a provider, and those with a run that has none."""
        given: set[Unit] = set()
        plain: set[Unit] = set()
        for module in self.resolver.project.every:
            for name in _RUNS:
                for call in module.calls.get(name, ()):
                    if last_name(getattr(call.func, "value", None)) == "Runner":
                        (given if self._is_provided(call) else plain).add(unit_of(call))
        return given, plain

    def _is_provided(self, run: ast.Call) -> bool:
        return any(
            self._makes_chat(provider)
            for config in self._keyword(run, "run_config")
            if config.kind == "made" and config.node.__class__ is ast.Call
            for provider in self._keyword(config.node, "model_provider")
        )

    def _keyword(self, call: ast.Call, name: str) -> list[Any]:
        return [o for k in call.keywords if k.arg == name for o in self.resolver.of(k.value)]

    def _makes_chat(self, provider: Any) -> bool:
        """Say whether every model that a provider of the project's makes is one of chat."""
        klass = provider.node if provider.kind == "inst" else None
        if klass.__class__ is not ast.ClassDef:
            return False
        makers = [n for n in klass.body if getattr(n, "name", "") == "get_model"]
        made = [
            item
            for maker in makers
            for node in walk(maker)
            if node.__class__ is ast.Return and node.value is not None
            for item in self.resolver.of(node.value)
        ]
        return bool(made) and all(o.name.endswith(".OpenAIChatCompletionsModel") for o in made)
