"""LangChain with the kit beneath, as an HTTP client and as the SDK's client."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from electron_kit import OPENAI, Account, async_client, async_http_client, client, http_client
from electron_kit.sandbox import Sandbox

from .conftest import DOWN, served


@tool
def get_weather(city: str) -> str:
    """Get the current weather for a city."""
    return f"31 degrees in {city}"


def by_http_client(accounts: list[Account]) -> ChatOpenAI:
    """Return a model that makes the SDK's clients itself."""
    return ChatOpenAI(
        model="electron",
        api_key=accounts[0].key,
        base_url=accounts[0].base_url,
        http_client=http_client(accounts),
        http_async_client=async_http_client(accounts),
    )


def by_client(accounts: list[Account]) -> ChatOpenAI:
    """Return a model that is given the SDK's clients."""
    sdk, asdk = client(accounts), async_client(accounts)
    return ChatOpenAI(
        model="electron",
        api_key=accounts[0].key,
        root_client=sdk,
        client=sdk.chat.completions,
        root_async_client=asdk,
        async_client=asdk.chat.completions,
    )


@pytest.fixture(params=[by_http_client, by_client], ids=lambda make: make.__name__)
def model(request: pytest.FixtureRequest, accounts: list[Account]) -> Iterator[ChatOpenAI]:
    """A model, made in each way."""
    made: ChatOpenAI = request.param(accounts)
    yield made
    made.root_client.close()


def test_plain_streamed_and_asynchronous(model: ChatOpenAI, sandbox: Sandbox) -> None:
    """The three ways to call come to the same text, from Electron."""
    plain = model.invoke("Say hello.").content
    assert plain
    assert "".join(str(chunk.content) for chunk in model.stream("Say hello.")) == plain

    async def main() -> Any:
        answer = await model.ainvoke("Say hello.")
        await model.root_async_client.close()
        return answer.content

    assert asyncio.run(main()) == plain
    assert served(sandbox) == ["electron"] * 3


def test_tools(model: ChatOpenAI) -> None:
    """A bound tool is called with its argument."""
    (call,) = model.bind_tools([get_weather]).invoke("What is the weather in Pune?").tool_calls
    assert (call["name"], call["args"]) == ("get_weather", {"city": "Pune"})


def test_it_fails_over_once_for_each_call(model: ChatOpenAI, sandbox: Sandbox) -> None:
    """LangChain's own two retries do not come on top of the kit's attempts."""
    sandbox.faults.add(DOWN)
    answered = model.invoke("Say hello.").response_metadata["model_name"]
    assert answered.startswith(OPENAI.default_model)
    assert served(sandbox) == ["electron", "openai"]
