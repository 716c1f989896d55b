"""P03: embeddings."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class Embeddings(EndpointRule):
    """Embeddings are made, directly or through a helper class.

    Electron has none: keep a second client for them, with OpenAI's own key and URL.
    """

    code = "P03"
    name = "embeddings"
    title = "embeddings"
    because = "Electron makes no embeddings: the request ends in 404."
    endpoints = frozenset({"embeddings"})
    records = ("endpoint-embeddings",)
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.embeddings.create(model="text-embedding-3-small", input="x")', lines=(3,)
        ),
        Example(
            "from langchain_openai import OpenAIEmbeddings\ne = OpenAIEmbeddings()", lines=(2,)
        ),
    )
