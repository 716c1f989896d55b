"""P01: the Responses API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from ..facts import Call, Facts, FrameworkClient
from ..rule import Example, Report
from ._endpoints import OTHER, Asked, EndpointRule, asked
from ._fields import HEAD

TOLD = "The framework has to be told to use chat completions."
"""Why a framework's choice is a person's work: a word or two where its model is made."""


class ResponsesApi(EndpointRule):
    """The Responses API is used, or a framework's switch selects it."""

    code = "P01"
    name = "responses-api"
    title = "the Responses API"
    because = "Electron has chat completions and no Responses API: the request ends in 404."
    endpoints = frozenset({"responses"})
    records = ("endpoint-responses",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
        Example(HEAD + 'cache.responses.create(name="x")'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.responses.create(model="gpt-4o", input="x")', lines=(3,)),
        Example(
            "import os\n"
            + HEAD
            + (
                'r = client.responses.create(model="gpt-4o", instructions="Be brief.", input="x")\n'
                "print(r.output_text)"
            ),
            lines=(4,),
            fixed=(
                "import os\n"
                "from openai import OpenAI\n"
                'client = OpenAI(base_url="https://api.smallest.ai/waves/v1", '
                'api_key=os.environ["SMALLEST_API_KEY"])\n'
                'r = client.chat.completions.create(model="electron", '
                'messages=[{"role": "system", "content": "Be brief."}, '
                '{"role": "user", "content": "x"}])\n'
                "print(r.choices[0].message.content)"
            ),
        ),
        Example(
            HEAD + 'with client.responses.stream(model="m", input="x") as s:\n    pass', lines=(3,)
        ),
        Example(
            (
                "from langchain_openai import ChatOpenAI\n"
                'm = ChatOpenAI(model="gpt-4o", use_responses_api=True)'
            ),
            lines=(2,),
        ),
    )

    def check(self, fact: Asked, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if isinstance(fact, FrameworkClient):
            switch = fact.arguments.get("use_responses_api") or fact.arguments.get("api")
            if fact.responses:
                yield Report(
                    place=fact.place,
                    message=f"{fact.framework} uses the Responses API here, by default or by what "
                    "is asked for; Electron does not have it.",
                    confidence=fact.confidence,
                    instead=fact.responses,
                    review=TOLD,
                )
            elif (
                switch and any(v.constant in (True, "responses") for v in switch.values)
            ) or fact.endpoint == "responses":
                yield Report(
                    place=switch.place if switch else fact.place,
                    message="This selects the Responses API, which Electron does not have.",
                    confidence=fact.confidence,
                    review=TOLD,
                )
            return
        if fact.endpoint in self.endpoints:
            repair = fact.repair if isinstance(fact, Call) else None
            stays = fact.stays if isinstance(fact, Call) else ""
            review = "" if repair else f"It {stays}." if stays else OTHER
            yield replace(asked(fact), repair=repair, review=review)
