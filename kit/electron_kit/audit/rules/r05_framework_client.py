"""R05: a framework's model or client that binds OpenAI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, FrameworkClient
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class FrameworkClientRule(Rule[FrameworkClient]):
    """A framework makes the client, and its base URL, key and model are set its own way.

    LangChain, LlamaIndex, LiteLLM, instructor, the Agents SDK, Pydantic AI, DSPy, AutoGen,
    CrewAI, Semantic Kernel, Haystack, the Vercel AI SDK and LangChain.js are known.
    """

    code = "R05"
    name = "framework-client"
    severity = Severity.REWRITE
    title = "a framework's model or client that binds OpenAI"
    because = (
        "The framework makes the client, so that its own settings decide where requests go "
        "and what they carry."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (FrameworkClient,)
    records = ("endpoint-chat-completions",)
    instead = "The base URL, key and model of Electron, where the framework takes them."
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
        Example('from langchain_anthropic import ChatAnthropic\nm = ChatAnthropic(model="claude")'),
        Example(
            "from langchain_openai import ChatOpenAI\n"
            'm = ChatOpenAI(model="electron", '
            'base_url="https://api.smallest.ai/waves/v1")'
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            'from langchain_openai import ChatOpenAI\nm = ChatOpenAI(model="gpt-4o")', lines=(2,)
        ),
        Example('import litellm\nlitellm.completion(model="gpt-4o", messages=[])', lines=(2,)),
        Example('import dspy\nlm = dspy.LM("openai/gpt-4o-mini")', lines=(2,)),
        Example(
            'from llama_index.llms.openai import OpenAI\nllm = OpenAI(model="gpt-4o")', lines=(2,)
        ),
        Example('from agents import Agent\nagent = Agent(name="a", model="gpt-4o")', lines=(2,)),
    )

    def check(self, fact: FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for a framework's OpenAI model."""
        if fact.endpoint not in ("chat", "completions", "responses"):
            return
        if fact.endpoint == "responses" and "openai_client" in fact.arguments:
            # The client is reported where it is made, the Responses API by P01.
            return
        yield Report(
            place=fact.place,
            message=f"`{fact.symbol}` of {fact.framework} sends its requests to OpenAI.",
            confidence=fact.confidence,
            instead=fact.where,
            review=f"{fact.framework} takes the endpoint in its own way.",
        )
