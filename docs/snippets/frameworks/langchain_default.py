# /// script
# dependencies = ["langchain-openai==1.7.4"]
# ///
import os

import openai
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
    max_tokens=300,
)
print(model.invoke("Say hello.").content)
try:
    model.with_structured_output(City).invoke("Where is Pune?")
except openai.BadRequestError as error:
    print(error.body["details"])
