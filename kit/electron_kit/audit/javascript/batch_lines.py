"""Lines of a batch's file: what they ask for that Electron lacks."""

from __future__ import annotations

from collections.abc import Iterator

from ..common.batch_lines import BATCHED, LINE
from ..facts import Call, Confidence, Fact
from .resolve import Resolver
from .written import key_of


def batch_lines(resolver: Resolver) -> Iterator[Fact]:
    """Yield the requests of a batch's lines that are no chats, each where its path is named.

    ``{ custom_id, method: "POST", url: "/v1/responses", body: { … } }``

    Args:
        resolver: The project's resolver.
    """
    for module in resolver.project.modules:
        for node in module.nodes.get("object", ()):
            entries = {key_of(child): child for child in node.children}
            if not entries.keys() >= LINE:
                continue
            pair = entries["url"]
            url = pair.get("value") or pair
            asked = {BATCHED.get(o.data) for o in resolver.of(url) if isinstance(o.data, str)}
            for endpoint in sorted(word for word in asked if word not in (None, "chat")):
                yield Call(
                    place=url.place, confidence=Confidence.MEDIUM, endpoint=endpoint,
                    path="", complete=False, framework="http",
                )  # fmt: skip
