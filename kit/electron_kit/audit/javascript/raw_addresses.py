"""What a text is as an address, and whether it is one that a request is sent to."""

from __future__ import annotations

import re
from dataclasses import replace

from ..facts import Field, Place
from ..hosts import URL, names_electron
from .syntax import Node
from .written import key_of, last_name

_BASES = frozenset(
    {
        "baseURL",
        "basePath",
        "baseUrl",
        "base_url",
        "BASE_URL",
        "endpoint",
        "apiBaseUrl",
        "azureOpenAIBasePath",
    }
)


def is_expected(node: Node) -> bool:
    """Say whether an address is compared, mocked or expected, and so sent nowhere from here.

    Args:
        node: The text.
    """
    if node.parent is not None and node.parent.kind == "jsx_attribute":
        return True
    if node.parent is not None and node.parent.kind == "binary_expression":
        operator = node.parent.get("operator")
        return operator is not None and operator.text in ("===", "==", "!==", "!=")
    call = node.parent.parent if node.parent is not None else None
    callee = call.get("function") if call is not None and node.parent is not None else None
    if callee is None or node.parent is None or node.parent.kind != "arguments":
        return False
    return (
        re.search(r"(?i)nock|mock|msw", callee.text) is not None
        or re.match(
            r"(?:to[A-Z]\w+|expect|assert\w*|equal|strictEqual|includes|startsWith|endsWith|indexOf|"
            # Playwright and Cypress answer in the server's stead.
            r"route|unroute|intercept|waitForRe(?:quest|sponse))$",
            last_name(callee),
        )
        is not None
    )


def outside(fields: dict[str, Field], sites: list[Node]) -> dict[str, Field]:
    """Return fields without what only stands in calls that are for other endpoints.

    Args:
        fields: The fields of a request that several calls lead to.
        sites: Those calls.
    """

    def within(place: Place | None) -> bool:
        return place is not None and any(
            site.module.unit is place.unit and site.start <= place.start < site.end
            for site in sites
        )

    kept = {}
    for name, field in fields.items():
        values = tuple(value for value in field.values if not within(value.place))
        if values or not within(field.place):
            place = values[0].place if values and within(field.place) else None
            kept[name] = replace(field, values=values, place=place or field.place)
    return kept


def is_address(text: str) -> bool:
    """Say whether a text is an address of OpenAI's or Azure's, and nothing around it.

    Args:
        text: The text, with NUL for parts that are not known.
    """
    text = text.strip()
    if " " in text[:60] or "\n" in text or names_electron(text):
        return False
    found = URL.search(text)
    return found is not None and (
        found.start() == 0
        or text.startswith(("http", "\0", "//", "/openai", "openai/deployments/", "wss"))
    )


def names_endpoint(text: str) -> bool:
    """Say whether an address goes beyond the base that a client would be given.

    Args:
        text: The address.
    """
    # ``base.endsWith("/v1") ? base : `${base}/v1` `` makes a base, not the address of a request.
    text = re.sub(r"(?:/v1)+/?$", "", text)
    return (
        re.search(r"/v1/[\w:*$]|/(?:chat/)?completions|/deployments/|/dashboard/|/openai/\w", text)
        is not None
    )


def is_base(node: Node) -> bool:
    """Say whether an address is what a client is given as its base.

    Args:
        node: The text.
    """
    parent = node.parent
    while parent is not None and parent.kind in (
        "binary_expression",
        "parenthesized_expression",
        "ternary_expression",
    ):
        parent = parent.parent
    return parent is not None and parent.kind == "pair" and key_of(parent) in _BASES


def within_template(node: Node) -> bool:
    """Say whether a text is a part of another that is put together.

    Args:
        node: The text.
    """
    return any(above.kind == "template_string" for above in node.up())
