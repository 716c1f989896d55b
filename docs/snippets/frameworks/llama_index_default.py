# /// script
# dependencies = ["llama-index-llms-openai==0.8.3"]
# ///
import os

from llama_index.core.llms import ChatMessage
from llama_index.llms.openai import OpenAI

llm = OpenAI(
    api_base="https://api.smallest.ai/waves/v1",
    api_key=os.environ["SMALLEST_API_KEY"],
    model="electron",
)
try:
    llm.chat([ChatMessage(role="user", content="Say hello.")])
except ValueError as error:
    print(str(error).partition(".")[0])
