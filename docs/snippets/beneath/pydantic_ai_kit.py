from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from electron_kit import async_client

model = OpenAIChatModel(
    "electron",
    provider=OpenAIProvider(openai_client=async_client("electron")),
)
print(Agent(model).run_sync("Say hello.").output)
