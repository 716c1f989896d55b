"""R06: a hand-written request to OpenAI's HTTP API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class RawHttp(Rule[RawRequest]):
    """A request to OpenAI's or Azure OpenAI's HTTP API is written by hand.

    Path and envelope are the same for chat completions; host, prefix and key differ.
    Electron's base URL ends in ``/waves/v1``, not in ``/v1``.
    """

    code = "R06"
    name = "raw-http"
    severity = Severity.REWRITE
    title = "a hand-written request to OpenAI's HTTP API"
    because = "Host, prefix and key are written here; Electron's base URL ends in /waves/v1."
    handles: ClassVar[tuple[type[Fact], ...]] = (RawRequest,)
    records = ("endpoint-chat-completions",)
    instead = (
        "https://api.smallest.ai/waves/v1/chat/completions with "
        'the header "Authorization: Bearer $SMALLEST_API_KEY".'
    )
    valid: ClassVar[tuple[Example, ...]] = (
        Example('url = "https://api.groq.com/openai/v1/chat/completions"'),
        Example(HEAD + '"""See https://api.openai.com/v1/chat/completions."""'),
        Example(HEAD + "x = 1  # https://api.openai.com/v1/chat/completions"),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            'import requests\nrequests.post("https://api.openai.com/v1/chat/completions", json={})',
            lines=(2,),
        ),
        Example(
            (
                "import httpx\n"
                'BASE = "https://api.openai.com/v1"\n'
                'httpx.post(f"{BASE}/chat/completions", json={})'
            ),
            lines=(3,),
        ),
        Example(
            (
                "import httpx\n"
                "def made(key):\n"
                '    return httpx.Client(base_url="https://api.openai.com/v1", auth=key)\n'
                "def ask(client, body):\n"
                '    return client.post("/chat/completions", json=body)'
            ),
            lines=(3,),
        ),
        Example(
            (
                "from http.client import HTTPSConnection\n"
                'connection = HTTPSConnection("api.openai.com")\n'
                'connection.request("POST", "/v1/chat/completions", body, headers)'
            ),
            lines=(2,),
        ),
    )

    def check(self, fact: RawRequest, facts: Facts) -> Iterator[Report]:
        """Yield a report for each URL."""
        if fact.url.startswith("ws"):
            # A socket of the realtime endpoint, which is reported as that.
            return
        whose = "Azure OpenAI" if fact.azure else "OpenAI"
        yield Report(
            place=fact.place,
            message=(
                "Requests may go to OpenAI's host, and not to Electron's."
                if fact.allowed
                else f"This request goes to {whose} whatever the SDK's client is set to."
            ),
            confidence=fact.confidence,
            repair=fact.repair,
            review=(
                ""
                if fact.repair is not None
                else "Both hosts are needed for as long as there is a way back."
                if fact.allowed
                else "Headers and error handling around a hand-written request have to change "
                "with it."
            ),
        )
