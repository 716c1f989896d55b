# /// script
# dependencies = ["langchain-openai==1.7.4"]
# ///
import os

import openai
from langchain_openai import ChatOpenAI


def model(**options) -> ChatOpenAI:
    """Return a model of Electron's."""
    return ChatOpenAI(
        base_url="https://api.smallest.ai/waves/v1",
        api_key=os.environ["SMALLEST_API_KEY"],
        model="electron",
        **options,
    )


try:
    # `reasoning`, `output_version`, a built-in tool and some models' names choose Responses.
    model(output_version="responses/v1").invoke("Say hello.")
except openai.NotFoundError as error:
    print(error.status_code, error.response.url.path)
print(model(use_responses_api=False).invoke("Say hello.").content)
