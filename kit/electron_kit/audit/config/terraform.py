"""Entries of Terraform's files: defaults of variables, settings of resources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .entry import Entry, make_entry

_OPENS = re.compile(rb"^[ \t]*(?P<kind>[\w-]+)(?P<labels>(?:[ \t]+\"[^\"\n]*\")*)[ \t]*=?[ \t]*\{")
_PAIR = re.compile(
    rb"(?P<key>[\w.-]+|\"[^\"\n]+\")[ \t]*[=:][ \t]*(?P<value>\"(?:[^\"\\\n]|\\.)*\"|[\w.+-]+)"
)
_LIST = re.compile(rb"(?P<key>[\w.-]+)[ \t]*=[ \t]*(?:toset\()?\[")
_CONDITION = re.compile(rb"\bcondition[ \t]*=.*\bcontains\(\[")
_STRING = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"")
_COMMENT = re.compile(rb"(?:^|[ \t])(?:#|//).*$")
_HEREDOC = re.compile(rb"<<[-~]?(\w+)[ \t]*$")


def terraform(data: bytes) -> Iterator[Entry]:
    """Yield a file's entries; what a resource of Azure's deploys there is none.

    Args:
        data: What it holds.
    """
    blocks: list[tuple[str, ...]] = []
    listed: bytes | None = None
    until = b""
    at = 0
    for line in data.splitlines(keepends=True):
        here, at = at, at + len(line)
        text = _COMMENT.sub(b"", line.rstrip(b"\r\n"))
        if until:
            until = b"" if text.strip() == until else until
            continue
        if heredoc := _HEREDOC.search(text):
            until = heredoc[1]
            continue
        parents = tuple(part for block in blocks for part in block)
        start = 0
        if opened := _OPENS.match(text):
            labels = [part.decode("utf-8", "replace") for part in _words(opened["labels"])]
            blocks.append((opened["kind"].decode("utf-8", "replace"), *labels))
            parents, start = tuple(part for block in blocks for part in block), opened.end()
        elif listed is None and (found := _LIST.search(text)):
            listed, start = found["key"], found.end()
        deployed = any(part.startswith("azurerm_cognitive") for part in parents)
        if conditioned := _CONDITION.search(text):
            for string in _STRING.finditer(text, conditioned.end()):
                yield make_entry(b"enum", parents, string[0], here + string.start(), -1)
        elif listed is not None and not _PAIR.search(text, start):
            for string in () if deployed else _STRING.finditer(text, start):
                yield make_entry(listed, parents, string[0], here + string.start(), -1)
        else:
            for pair in () if deployed else _PAIR.finditer(text, start):
                key, value = here + pair.start("key"), here + pair.start("value")
                yield make_entry(pair["key"], parents, pair["value"], value, key)
        bare = _STRING.sub(b"", text)
        if listed is not None and b"]" in bare:
            listed = None
        extra = bare.count(b"{") - (1 if opened else 0)
        blocks += [()] * max(extra, 0)
        for _ in range(bare.count(b"}")):
            if blocks:
                blocks.pop()


def _words(labels: bytes) -> list[bytes]:
    return [string[0].strip(b'"') for string in _STRING.finditer(labels)]
