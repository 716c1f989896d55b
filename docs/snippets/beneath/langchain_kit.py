import os

from langchain_openai import ChatOpenAI

from electron_kit import async_http_client, http_client

model = ChatOpenAI(
    base_url="https://api.smallest.ai/waves/v1",
    api_key=os.environ["SMALLEST_API_KEY"],
    model="electron",
    http_client=http_client("electron"),  # keeps to the plan, guards the key, checks streams
    http_async_client=async_http_client("electron"),
    max_retries=0,  # the kit retries
    use_responses_api=False,
)
print(model.invoke("Say hello.").content)
