"""The bytes of an answer in HTTP/1.1: its head, its length or chunks, and what ends it."""

from __future__ import annotations

from .answer import Answer
from .request_heads import Request

LAST_CHUNK = b"0\r\n\r\n"


def at_once(answer: Answer, request: Request) -> tuple[tuple[bytes, ...], bool]:
    """Return all of an answer that waits for nothing, and whether the connection stays open.

    Args:
        answer: The answer.
        request: What it answers.
    """
    keep, chunked, body = request.keep, request.chunked, answer.body
    if not answer.stream:
        head = head_of(answer, keep=keep, length=len(body), chunked=chunked)
        return (head + body if request.method != "HEAD" else head,), keep
    # Only chunks tell a client where a stream ends: without them the connection does.
    keep = keep and chunked
    head = head_of(answer, keep=keep, length=None if chunked else -1)
    if not chunked:
        return (head + body,), keep
    # All events of an instant stream in one chunk and one write.
    return (b"%b%x\r\n" % (head, len(body)), body, b"\r\n" + LAST_CHUNK), keep


def chunk_of(event: bytes) -> bytes:
    """Return an event as a chunk."""
    return b"%x\r\n%b\r\n" % (len(event), event)


def head_of(answer: Answer, *, keep: bool, length: int | None, chunked: bool = True) -> bytes:
    """Return the status line and the headers.

    Args:
        answer: The answer.
        keep: Whether the connection stays open.
        length: The body's length in bytes; None for chunks, -1 for "until the end".
        chunked: Whether the client understands chunks; one of HTTP/1.0 is told what is kept.
    """
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
    lines += [f"{name}: {value}" for name, value in answer.head(keep=keep, length=length)]
    if keep and not chunked:
        lines.append("connection: keep-alive")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
