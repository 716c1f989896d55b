"""The client that the desk shares."""

import os

from openai import OpenAI

MODEL = "gpt-4o-mini"

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
