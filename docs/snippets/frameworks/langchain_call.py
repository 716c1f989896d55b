# /// script
# dependencies = ["langchain-openai==1.7.4"]
# ///
import json
import os

from langchain_openai import ChatOpenAI
from pydantic import BaseModel


class City(BaseModel):
    """A city and its country."""

    city: str
    country: str


model = ChatOpenAI(
    base_url="https://api.smallest.ai/waves/v1",
    api_key=os.environ["SMALLEST_API_KEY"],
    model="electron",
    # max_tokens=300 here would be sent as max_completion_tokens.
    extra_body={"max_tokens": 300},
)
print(model.invoke("Say hello.").content)

# The default method is json_schema, which Electron does not list.
cities = model.with_structured_output(City, method="json_mode")
schema = json.dumps(City.model_json_schema())
print(cities.invoke(f"Answer in JSON by this schema: {schema}\nWhere is Pune?"))
