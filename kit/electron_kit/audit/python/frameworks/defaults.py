"""Which of a framework's own choices Electron lacks here: the Responses API, the cap's new name."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

from ...common.frameworks import Framework
from ...facts import Place
from ...framework_defaults import CAPS, RESPONSES
from ..resolve.resolver import Resolver
from ..tree import place_of
from .agents import Agents, own_model
from .langchain import asks_responses

# What pydantic-ai before 1.0 has, and what later ones have in its place.
_OLDER = re.compile(
    rb"\bresult_type *=|\bresult_retries *=|\.result_validator\b|"
    rb"\b(\w+) *= *(?:await +)?\w+\.run(?:_sync)?\([\s\S]{0,400}?\b\1\.data\b"
)
_NEWER = re.compile(rb"\boutput_type *=|\bOpenAI(?:Chat|Responses)Model\b|\.output_validator\b")


class Defaults:
    """What the frameworks of a project choose by themselves, unless they are told not to.

    Args:
        resolver: The project's resolver.
        agents: Knows how the Agents SDK is set up.
    """

    def __init__(self, resolver: Resolver, agents: Agents) -> None:
        """Look at nothing yet."""
        self.resolver = resolver
        self.agents = agents

    def responses(
        self,
        symbol: Framework,
        call: ast.Call,
        last: str,
        fields: dict[str, Any],
        strings: list[str],
    ) -> str:
        """Return how a framework that uses the Responses API here is told not to, or nothing.

        Args:
            symbol: What the call calls.
            call: The call that makes a client.
            last: The symbol's name, without its package.
            fields: The call's arguments.
            strings: The names of its models.
        """
        framework = symbol.name
        chosen = {
            "openai-agents": last == "Agent"
            and self.agents.default_api
            and not self.agents.is_provided(call)
            and (self.agents.is_named(call, fields) or not own_model(fields)),
            "pydantic-ai": any(
                text.startswith("openai-responses:")
                or (text.startswith("openai:") and not self._older)
                for text in strings
            ),
            "langchain-openai": last in ("ChatOpenAI", "BaseChatOpenAI")
            and asks_responses(fields, strings),
            "langchain": last == "init_chat_model" and asks_responses(fields, strings),
            "agent-framework": last in ("OpenAIChatClient", "OpenAIResponsesClient"),
        }
        if not chosen.get(framework):
            return ""
        return RESPONSES["langchain-openai" if framework == "langchain" else framework]

    def cap(self, symbol: Framework, name: str, call: ast.Call, fields: dict[str, Any]) -> str:
        """Return how a framework that renames a cap is told not to; nothing if it was told.

        Args:
            symbol: What the call calls.
            name: The symbol's name, with its package.
            call: The call that makes a client.
            fields: The call's arguments.
        """
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

    @cached_property
    def _older(self) -> bool:
        """Whether the project is written for a pydantic-ai whose ``openai:`` is chat."""
        texts = [u.data for m in self.resolver.project.every for u in m.units]
        return any(map(_OLDER.search, texts)) and not any(map(_NEWER.search, texts))

    @cached_property
    def _profiled(self) -> bool:
        """Whether pydantic-ai is told that ``max_completion_tokens`` is not for this endpoint."""
        mark = b"openai_chat_supports_max_completion_tokens"
        return any(mark in u.data for m in self.resolver.project.every for u in m.units)


def _within(inner: Place, outer: Place) -> bool:
    return inner.unit is outer.unit and outer.start <= inner.start < outer.end


def _renames(name: str) -> bool:
    return name.rpartition(".")[2] in ("ChatOpenAI", "init_chat_model")
