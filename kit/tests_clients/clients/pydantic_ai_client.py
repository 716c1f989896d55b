"""pydantic-ai: an agent with a tool, typed output, and a stream."""

import asyncio
import os

from pydantic import BaseModel
from pydantic_ai import Agent, PromptedOutput
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider


class Person(BaseModel):
    name: str
    age: int


async def main() -> None:
    # "openai:gpt-4o" is the second class: pydantic-ai's default is the Responses API.
    for kind, url, key, name in (
        (OpenAIChatModel, os.environ["ELECTRON_URL"], "sk_sandbox", "electron"),
        (OpenAIChatModel, os.environ["OPENAI_URL"], "sk-sandbox", "gpt-4o"),
        (OpenAIResponsesModel, os.environ["OPENAI_URL"], "sk-sandbox", "gpt-4o"),
        (OpenAIResponsesModel, os.environ["OPENAI_URL"], "sk-sandbox", "gpt-5.4-mini"),
    ):
        model = kind(name, provider=OpenAIProvider(base_url=url, api_key=key))
        agent = Agent(model)

        @agent.tool_plain
        def get_weather(city: str) -> str:
            """Get the current weather for a city."""
            return f"{city}: 31 degrees"

        result = await agent.run("What's the weather in Pune?")
        assert "Pune: 31 degrees" in result.output, result.output
        typed = await Agent(model, output_type=Person).run("Asha is 31 years old.")
        assert typed.output == Person(name="Asha", age=31), typed.output
        prompted = await Agent(model, output_type=PromptedOutput(Person)).run("Asha is 31.")
        assert prompted.output == Person(name="Asha", age=31), prompted.output
        async with Agent(model).run_stream("Count to 5") as stream:
            text = [delta async for delta in stream.stream_text(delta=True)]
        assert "".join(text) == "1, 2, 3, 4, 5"


asyncio.run(main())
print("pydantic-ai: ok")
