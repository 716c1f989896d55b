"""openai-agents as it comes: the Responses API at OpenAI, and chat completions where it is told."""

import asyncio
import os

from agents import (
    Agent,
    Runner,
    function_tool,
    set_default_openai_api,
    set_default_openai_client,
    set_tracing_disabled,
)
from openai import AsyncOpenAI, NotFoundError

set_tracing_disabled(True)


@function_tool
def get_weather(city: str) -> str:
    """Get the current weather for a city."""
    return f"{city}: 31 degrees"


async def asked(model: str) -> str:
    agent = Agent(name="Weather", model=model, tools=[get_weather])
    return str((await Runner.run(agent, "What's the weather in Pune?")).final_output)


async def main() -> None:
    openai = AsyncOpenAI(base_url=os.environ["OPENAI_URL"], api_key="sk-sandbox")
    electron = AsyncOpenAI(base_url=os.environ["ELECTRON_URL"], api_key="sk_sandbox")
    set_default_openai_client(openai, use_for_tracing=False)
    assert "Pune: 31 degrees" in await asked("gpt-5.4-mini")
    set_default_openai_client(electron, use_for_tracing=False)
    try:
        await asked("electron")
    except NotFoundError as error:
        assert "responses" in str(error)
    else:
        raise AssertionError("the default did not use the Responses API")
    set_default_openai_api("chat_completions")
    assert "Pune: 31 degrees" in await asked("electron")


asyncio.run(main())
print("openai-agents, as it comes: ok")
