import os

# Otherwise its import fetches a price list from the network.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm

from electron_kit import client

answer = litellm.completion(
    model="openai/electron",
    client=client("electron"),  # sends by it, whatever api_base and api_key say
    messages=[{"role": "user", "content": "Say hello."}],
    max_retries=0,  # the kit retries
)
print(answer.choices[0].message.content)
