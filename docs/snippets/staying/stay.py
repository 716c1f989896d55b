import os

from openai import OpenAI

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
client = OpenAI(
    api_key=os.environ["OPENAI_API_KEY"],
)
reply = client.chat.completions.create(
    model="gpt-6-luna",
    messages=[{"role": "user", "content": "What is the weather in Pune?"}],
    tools=[WEATHER],
    temperature=0.2,
    reasoning_effort="none",
    max_completion_tokens=300,
)
print(reply.choices[0].message.tool_calls[0].function.arguments)

title = client.chat.completions.create(
    model="gpt-6-luna",
    messages=[{"role": "user", "content": "Say: Weather in Pune"}],
    temperature=0,
    reasoning_effort="none",
    max_completion_tokens=20,
)
print(title.choices[0].message.content)
