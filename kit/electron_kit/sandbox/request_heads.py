"""A request as it came, and the heads of requests that were read before.

Clients repeat their heads byte for byte, so one that llhttp has accepted once need
not be parsed again. Whatever is not exactly a known head and a body of the length
that it states goes to the parser.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MAX_BODY = 16 * 1024 * 1024
MAX_HEAD = 64 * 1024
TOO_LARGE = (413, "The request's body is larger than 16 MiB")
TOO_LONG_A_HEAD = (431, "The request's head is larger than 64 KiB")


@dataclass(slots=True)
class Request:
    """One HTTP request.

    Attributes:
        method: Its method.
        path: Its path, without the query.
        headers: Its headers, with names in lower case.
        body: Its body.
        keep: Whether the client keeps the connection.
        chunked: Whether the client understands chunks, as HTTP/1.1 does.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    keep: bool = True
    chunked: bool = True


_KNOWN: dict[bytes, Request] = {}
# A client's heads are the same bytes again and again: so many are kept, and none that is longer.
_MOST, _MOST_BYTES = 256, 4_096
_SPECIAL = {"transfer-encoding", "expect", "upgrade"}


def request_of(data: bytes) -> Request | None:
    """Return the request that some bytes are, if its head is known; else None."""
    end = data.find(b"\r\n\r\n") + 4
    head = _KNOWN.get(data[:end])
    if head is None or head.headers["content-length"] != str(len(data) - end):
        return None
    return Request(head.method, head.path, head.headers, data[end:], head.keep, head.chunked)


def learn(data: bytes, request: Request) -> None:
    """Remember the head of a request, if these bytes are all of it and nothing else."""
    headers = request.headers
    end = data.find(b"\r\n\r\n") + 4
    plain = end <= _MOST_BYTES and _SPECIAL.isdisjoint(headers)
    if plain and headers.get("content-length") == str(len(data) - end):
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[data[:end]] = replace(request, body=b"")
