# /// script
# dependencies = ["pydantic-ai-slim[openai]==2.68.0"]
# ///
import os

from pydantic_ai import Agent, ModelHTTPError
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

provider = OpenAIProvider(
    base_url="https://api.smallest.ai/waves/v1",
    api_key=os.environ["SMALLEST_API_KEY"],
)
try:
    # What Agent("openai:…") makes; Agent("openai-chat:…") makes the other one.
    Agent(OpenAIResponsesModel("electron", provider=provider)).run_sync("Say hello.")
except ModelHTTPError as error:
    print(error.status_code)
print(Agent(OpenAIChatModel("electron", provider=provider)).run_sync("Say hello.").output)
