# /// script
# dependencies = ["litellm==1.110.2"]
# ///
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm

for model in ("openai/gpt-5.4-pro", "openai/electron"):  # the first is one of Responses alone
    try:
        answer = litellm.completion(
            model=model,
            api_base="https://api.smallest.ai/waves/v1",
            api_key=os.environ["SMALLEST_API_KEY"],
            messages=[{"role": "user", "content": "Say hello."}],
        )
        print(answer.choices[0].message.content)
    except litellm.NotFoundError as error:
        print(error.status_code)
