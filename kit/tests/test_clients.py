"""Clients and the factory, over real HTTP."""

import asyncio

import openai
import pytest

from electron_kit import (
    ELECTRON,
    ConfigurationError,
    achat,
    async_client,
    async_http_client,
    chat,
    client,
    http_client,
)
from electron_kit.sandbox import Sandbox

MESSAGES = [{"role": "user", "content": "Hello!"}]


@pytest.fixture
def env(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment as a lesson has it: the sandbox's keys and URLs."""
    monkeypatch.setenv("SMALLEST_API_KEY", "sk_sandbox")
    monkeypatch.setenv("SMALLEST_BASE_URL", sandbox.electron_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-sandbox")
    monkeypatch.setenv("OPENAI_BASE_URL", sandbox.openai_url)
    return monkeypatch


@pytest.mark.usefixtures("env")
def test_what_is_returned_is_the_sdks_own_client() -> None:
    """Not a lookalike: `openai.OpenAI` and `openai.AsyncOpenAI`."""
    assert type(client("electron")) is openai.OpenAI
    assert type(client(["electron", "openai"])) is openai.OpenAI
    assert type(async_client("openai")) is openai.AsyncOpenAI


@pytest.mark.usefixtures("env")
def test_chat_picks_a_provider_per_request(sandbox: Sandbox) -> None:
    """One name, the other, or an order; the model may be left out."""
    assert chat("electron", messages=MESSAGES).model == "electron"
    assert chat("openai", messages=MESSAGES).model == "gpt-5.4-mini"
    down = {"X-Sandbox-Fault": "status=503; dialect=electron"}
    answer = chat(["electron", "openai"], messages=MESSAGES, extra_headers=down)
    assert answer.model == "gpt-5.4-mini"
    text = "".join(
        c.choices[0].delta.content or "" for c in chat("electron", messages=MESSAGES, stream=True)
    )
    assert text


@pytest.mark.usefixtures("env")
def test_achat_does_so_in_asynchronous_code() -> None:
    """The same from a task."""

    async def main() -> list[str]:
        return [
            (await achat(providers, messages=MESSAGES)).model
            for providers in ("electron", "openai", ["openai", "electron"])
        ]

    assert asyncio.run(main()) == ["electron", "gpt-5.4-mini", "gpt-5.4-mini"]


def test_a_key_that_is_never_used_may_be_missing(env: pytest.MonkeyPatch) -> None:
    """Only the provider that is asked needs its key."""
    env.delenv("OPENAI_API_KEY")
    assert chat("electron", messages=MESSAGES).choices
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY is not set"):
        chat("openai", messages=MESSAGES)
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY is not set"):
        client(["electron", "openai"])


@pytest.mark.parametrize("name", ["mistral", "", None, 3])
def test_an_unknown_provider_is_refused_with_the_known_ones(name: object) -> None:
    """The error shows what was given."""
    with pytest.raises(ConfigurationError, match="provider"):
        client(name)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "https://api.openai.com/v1"}, "openai's"),
        ({"base_url": "https://api.smallest.ai/v1"}, "electron's endpoint is"),
        ({"base_url": "http://api.smallest.ai/waves/v1"}, "electron's endpoint is"),
        ({"base_url": "ftp://x"}, "is not one"),
        (
            {"api_key": "sk-openai"},
            "api_key= holds a key that starts with 'sk-': that is one of openai's",
        ),
        ({"api_key": ""}, "api_key= is empty"),
        ({"api_key": "sk_two words"}, "a space"),
        ({"organization": "org-1"}, "OpenAI's"),
    ],
)
def test_what_does_not_belong_together_is_refused(options: dict[str, str], message: str) -> None:
    """Keys, URLs and organisations are checked when a client is made."""
    given = {"api_key": "sk_mine", "base_url": ELECTRON.base_url, **options}
    with pytest.raises(ConfigurationError, match=message) as caught:
        client("electron", **given)
    assert "sk-openai" not in str(caught.value)


@pytest.mark.usefixtures("env")
def test_the_http_client_works_in_a_client_that_somebody_else_makes(sandbox: Sandbox) -> None:
    """A framework makes the SDK's client itself and gets ours beneath."""
    with openai.OpenAI(
        api_key="sk_sandbox",
        base_url=sandbox.electron_url,
        http_client=http_client(["electron", "openai"]),
    ) as sdk:
        down = {"X-Sandbox-Fault": "status=503; dialect=electron"}
        answer = sdk.chat.completions.create(
            model="electron", messages=MESSAGES, extra_headers=down
        )
        assert answer.model == "gpt-5.4-mini"

    async def main() -> str:
        async with openai.AsyncOpenAI(
            api_key="sk_sandbox", base_url=sandbox.electron_url, http_client=async_http_client()
        ) as asdk:
            return (await asdk.chat.completions.create(model="electron", messages=MESSAGES)).model

    assert asyncio.run(main()) == "electron"
