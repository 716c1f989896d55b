"""Requests that are written down as settings: an address with its endpoint, a body as text.

So have it a REST command of Home Assistant, a collection of Postman's, a proxy's table of routes,
the nodes of a workflow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, ModelName, Place, RawRequest, Unit
from ..hosts import PATHS, endpoint_of_url, names_electron
from ..model_names import is_text_model
from .entry import Entry

_ADDRESS = re.compile(
    r"=?(?:https?|wss?)://(?:api\.openai\.com/v1/|[\w.{}$<>-]+\.openai\.azure\.com/openai/)[^\s\"'<>]+"
)
_HOST = re.compile(rb"//api\.openai\.com/v1/|\.openai\.azure\.com/openai/")
ALLOWS = re.compile(
    r"(?i)(?:optional_)?(?:host_)?permissions$|(?:content.?security.?policy|csp|connect-src)$|"
    r"allowed_?(?:hosts|origins|domains)$|allow(?:list)?$|scope$"
)
"""The keys under which a browser's extension, a desktop shell or a sandbox allows hosts."""

_ALLOWED = re.compile(r"(?:https://|^|[\s;'])api\.openai\.com(?:/\*|[\s;']|/?$)")
# An address under one of these is read by people.
_TOLD = re.compile(r"(?i)doc|help|link|homepage|description|placeholder|example|title|label|source")
_MODEL = re.compile(rb"""\\?["']model\\?["']\s*:\s*\\?["']([\w.:/-]+)\\?["']""")


def allows(entry: Entry) -> bool:
    """Say whether an entry, or what it stands in, says which hosts may be asked."""
    return any(ALLOWS.match(part) for part in (entry.key, *entry.parents))


def requests(unit: Unit, entry: Entry) -> Iterator[RawRequest | ModelName]:
    """Yield the request whose whole address an entry holds, or the models of one's body.

    Args:
        unit: The file.
        entry: The entry.
    """
    if _ADDRESS.fullmatch(entry.value):
        if any(path in entry.value for path, _ in PATHS) and not _TOLD.search(entry.key):
            yield RawRequest(
                place=Place(unit, entry.start, entry.end),
                url=entry.value.lstrip("="),
                endpoint=endpoint_of_url(entry.value),
                azure=".azure.com" in entry.value,
                confidence=Confidence.MEDIUM,
            )
    elif _ALLOWED.search(entry.value) and allows(entry):
        # With Electron's host allowed beside it, it is the way back.
        if not names_electron(unit.data.decode("utf-8", "replace")):
            yield RawRequest(
                place=Place(unit, entry.start, entry.end),
                url=entry.value,
                allowed=True,
                confidence=Confidence.MEDIUM,
            )
    elif "messages" in entry.value and _HOST.search(unit.data):
        for match in _MODEL.finditer(unit.data[entry.start : entry.end]):
            model = match[1].decode()
            if is_text_model(model):
                yield ModelName(
                    place=Place(unit, entry.start + match.start(1), entry.start + match.end(1)),
                    model=model,
                    route=f"body in {entry.key}",
                    confidence=Confidence.MEDIUM,
                )
