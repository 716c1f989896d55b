"""What the desk says."""

import json

from .model import MODEL, client

RULES = "You answer for a bicycle shop, in one or two sentences."


def reply(question, limit=200):
    """Answer a customer's question."""
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "developer", "content": RULES},
            {"role": "user", "content": question},
        ],
        max_completion_tokens=limit,
    )
    return answer.choices[0].message.content


def spoken(question):
    """Yield an answer piece by piece, for the telephone."""
    stream = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
        stream=True,
    )
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


def ticket(letter):
    """Turn a letter into a ticket with its kind and its urgency."""
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "system", "content": "Answer in JSON with the keys kind and urgency."},
            {"role": "user", "content": letter},
        ],
        response_format={"type": "json_object"},
        temperature=0,
    )
    return json.loads(answer.choices[0].message.content)
