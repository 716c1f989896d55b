"""A validated object instead of text, by the same call on both providers.

With the plain SDK one asks for JSON in words, turns JSON mode on and validates::

    words = f"Answer with a JSON object that satisfies {json.dumps(City.model_json_schema())}."
    response = create(
        model="electron",
        messages=[{"role": "system", "content": words}, *messages],
        response_format={"type": "json_object"},
    )
    city = City.model_validate_json(response.choices[0].message.content)

That fails now and then. `parse` asks again with the validation message, a bounded number of
times; where the provider has ``json_schema`` it uses that::

    answer = parse(create, City, messages)
    print(answer.value.name)

    answer = parse(openai_create, City, messages, provider="openai")
    print(answer.value.name)
"""

from __future__ import annotations

from .answer import Parsed, StructuredError
from .asking import aparse, format_for, parse

__all__ = ["Parsed", "StructuredError", "aparse", "format_for", "parse"]
