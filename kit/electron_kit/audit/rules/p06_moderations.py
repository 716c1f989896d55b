"""P06: moderations."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class Moderations(EndpointRule):
    """The moderation endpoint is used."""

    code = "P06"
    name = "moderations"
    title = "moderations"
    because = "Electron has no moderation endpoint: the request ends in 404."
    endpoints = frozenset({"moderations"})
    records = ("endpoint-moderations",)
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.moderations.create(input="x")', lines=(3,)),
    )
