"""pydantic-ai by a model's name: ``openai:`` is the Responses API, ``openai-chat:`` is not."""

import asyncio
import os

from pydantic_ai import Agent
from pydantic_ai.exceptions import ModelHTTPError


async def asked(model: str, url: str, key: str) -> str:
    os.environ |= {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": key}
    agent = Agent(model)

    @agent.tool_plain
    def get_weather(city: str) -> str:
        """Get the current weather for a city."""
        return f"{city}: 31 degrees"

    return str((await agent.run("What's the weather in Pune?")).output)


async def main() -> None:
    openai = (os.environ["OPENAI_URL"], "sk-sandbox")
    electron = (os.environ["ELECTRON_URL"], "sk_sandbox")
    assert "Pune: 31 degrees" in await asked("openai:gpt-5.4-mini", *openai)
    try:
        await asked("openai:electron", *electron)
    except ModelHTTPError as error:
        assert error.status_code == 404
    else:
        raise AssertionError("openai: did not use the Responses API")
    assert "Pune: 31 degrees" in await asked("openai-chat:electron", *electron)


asyncio.run(main())
print("pydantic-ai, by name: ok")
