"""OpenAI's addresses in a script: where they are written, and where a variable puts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .curl import ADDRESS, CURL, command_around
from .variables import is_printed

_KEPT = re.compile(rb"(?:^|(?<=[\s;]))(?P<name>[A-Za-z_]\w*)=[\"']?(?:\$\{\w+:?-)?$", re.M)
# A base that is only called OpenAI's, and what is asked for there.
_NAMED = re.compile(
    rb"\$\{?OPENAI_(?:API_)?BASE(?:_URL)?\}?"
    rb"(?P<path>(?:/v1)?/(?:chat/completions|embeddings|models|responses|images|audio)[\w/]*)"
)
# Where a script itself says what it is, it is found by that, or it is another vendor's.
_BASE_SET = re.compile(rb"\bOPENAI_(?:API_)?BASE(?:_URL)?=[\"']?(?:\$\{\w+:?-)?http")
_REST = rb"(?P<path>/[^\s\"'\\`)|;>$]*)?"


@dataclass(frozen=True, slots=True)
class Address:
    """An address, or a use of the variable that holds it.

    Attributes:
        start: Where it begins, as an offset.
        end: Where it ends.
        url: The address; of a use, empty.
        path: What a use puts behind the variable, or what stands behind a default in braces.
        is_kept: Whether a variable holds it.
        uses: Where that variable is sent to by ``curl`` and the like.
    """

    start: int
    end: int
    url: str = ""
    path: str = ""
    is_kept: bool = False
    uses: tuple[Address, ...] = ()


def addresses(data: bytes) -> Iterator[Address]:
    """Yield OpenAI's addresses in a script's text."""
    for match in ADDRESS.finditer(data):
        line = data.rfind(b"\n", 0, match.start()) + 1
        kept = _KEPT.search(data[line : match.start()])
        # ``"${OPENAI_BASE_URL:-https://…}/chat/completions"``
        behind = re.compile(rb"\}" + _REST).match(data, match.end())
        path = (behind["path"] or b"").decode("utf-8", "replace") if behind else ""
        url = match[0].rstrip(b"}").decode("utf-8", "replace")
        uses = tuple(_uses(data, kept["name"])) if kept else ()
        yield Address(*match.span(), url, path, kept is not None, uses)
    if not _BASE_SET.search(data):
        for match in _NAMED.finditer(data):
            yield Address(*match.span(), path=match["path"].decode("utf-8", "replace"))


def _uses(data: bytes, name: bytes) -> Iterator[Address]:
    for use in re.compile(rb"\$\{?" + name + rb"\b\}?" + _REST).finditer(data):
        if CURL.search(data, *command_around(data, use.start())):
            path = (use["path"] or b"").decode("utf-8", "replace")
            yield Address(*use.span(), path=path)


def is_resource(url: str) -> bool:
    """Say whether an address is Azure's of a resource, without the path of a request."""
    return "azure.com" in url and "/openai/" not in url


def is_sent(data: bytes, address: Address, span: tuple[int, int], in_commands: bool) -> bool:
    """Say whether a command sends to an address, and does not only print it.

    Args:
        data: The script.
        address: The address.
        span: Where the command begins and ends.
        in_commands: Whether only a part of the file is commands: then one has to be seen.
    """
    if CURL.search(data, *span):
        return True
    return not in_commands and not is_printed(data, address.start)
