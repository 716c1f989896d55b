"""Headers, read and added to quickly.

`httpx2.Headers` lower-cases, decodes or encodes every header for every question, which was a third
of what the kit costs a call. Its own list has all of that done already; a version that keeps none
is asked in its public way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx2

Headers = Mapping[bytes, bytes]
"""Headers by their names in lower case; of one that came twice, the last value."""

Told = Sequence[tuple[bytes, bytes]]
"""Headers in their order, their names in lower case."""


def _kept(headers: httpx2.Headers) -> list[tuple[bytes, bytes, bytes]]:
    """Return the name as it came, the name in lower case and the value of each header."""
    kept: list[tuple[bytes, bytes, bytes]] | None = getattr(headers, "_list", None)
    return [(name, name.lower(), value) for name, value in headers.raw] if kept is None else kept


def by_name(headers: httpx2.Headers) -> dict[bytes, bytes]:
    """Return headers by their names in lower case.

    Args:
        headers: A request's or an answer's.
    """
    return {name: value for _, name, value in _kept(headers)}


def values_of(headers: httpx2.Headers, name: bytes) -> list[bytes]:
    """Return a header's values, each as it came.

    Args:
        headers: A request's or an answer's.
        name: Its name in lower case.
    """
    return [value for _, given, value in _kept(headers) if given == name]


def tell(response: httpx2.Response, told: Told, instead_of: frozenset[bytes] = frozenset()) -> None:
    """Add headers to an answer.

    Args:
        response: The answer, which is changed.
        told: What is added.
        instead_of: Names of which whatever came is dropped.
    """
    headers = response.headers
    kept = getattr(headers, "_list", None)
    if kept is None:
        theirs = [pair for pair in headers.raw if pair[0].lower() not in instead_of]
        response.headers = httpx2.Headers([*theirs, *told], headers.encoding)
        return
    if instead_of:
        kept[:] = [header for header in kept if header[1] not in instead_of]
    kept += [(name, name, value) for name, value in told]
