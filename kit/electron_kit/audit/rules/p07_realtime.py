"""P07: realtime."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class Realtime(EndpointRule):
    """The realtime endpoint is used."""

    code = "P07"
    name = "realtime"
    title = "realtime"
    because = "Electron has no realtime endpoint: the connection is refused."
    endpoints = frozenset({"realtime"})
    records = ("endpoint-realtime",)
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                "async def f():\n"
                "    async with "
                'client.realtime.connect(model="gpt-realtime") as c:\n'
                "        pass"
            ),
            lines=(4,),
        ),
        Example(HEAD + 'URL = "wss://api.openai.com/v1/realtime?model=gpt-realtime"', lines=(3,)),
    )
