# /// script
# dependencies = ["litellm==1.110.2"]
# ///
import os

# Otherwise its import fetches a price list from the network.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm

answer = litellm.completion(
    model="openai/electron",  # "openai/" names the protocol
    api_base="https://api.smallest.ai/waves/v1",
    api_key=os.environ["SMALLEST_API_KEY"],
    messages=[{"role": "user", "content": "Say hello."}],
    max_tokens=300,
)
print(answer.choices[0].message.content)
