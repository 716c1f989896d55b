# /// script
# dependencies = ["openai-agents==0.24.0"]
# ///
import os

import openai
from agents import (
    Agent,
    Runner,
    set_default_openai_api,
    set_default_openai_client,
    set_tracing_disabled,
)

set_tracing_disabled(True)
set_default_openai_client(
    openai.AsyncOpenAI(
        base_url="https://api.smallest.ai/waves/v1",
        api_key=os.environ["SMALLEST_API_KEY"],
    ),
    use_for_tracing=False,
)
agent = Agent(name="greeter", model="electron")
try:
    Runner.run_sync(agent, "Say hello.")
except openai.NotFoundError as error:
    print(error.status_code, error.response.url.path)
set_default_openai_api("chat_completions")
print(Runner.run_sync(agent, "Say hello.").final_output)
