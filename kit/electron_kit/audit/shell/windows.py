"""Scripts of Windows, batch files and PowerShell: variables, tests of keys, requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..config.route_parts import script_parts
from ..facts import Confidence, CredentialRead, Fact, ModelName, Place, RawRequest, Unit
from ..hosts import endpoint_of_url
from ..model_names import is_text_model
from .curl import ADDRESS
from .key_tests import key_tests
from .variables import CREDENTIAL, in_written_block

SUFFIXES = (".bat", ".cmd", ".ps1")
"""How their names end."""

_COMMENT = {
    True: re.compile(rb"(?im)^[ \t]*@?(?:rem\b|::)[^\n]*"),
    False: re.compile(rb"(?m)(?:^|(?<=[\s;{(]))#[^\n]*"),
}
# In bytes: of a longer line only the end before something is looked at.
_BEFORE = 400
# What a line only prints, and what stands right before a variable whose value is taken.
_PRINTS = {
    True: re.compile(rb"(?i)(?:^|[(&])[ \t]*@?echo\b[^|&]*$"),
    False: re.compile(rb"(?i)(?:^|[{;(])[ \t]*(?:write-\w+|echo|throw)\b[^|;]*$"),
}
_TAKEN = {
    True: re.compile(rb"[%!]$"),
    False: re.compile(rb"(?i)(?<!`)\$\{?env:$"),
}
# What a request carries is said at the request.
_HEADER = re.compile(rb"(?i)\bbearer\b")
# Single quotes: nothing is put in there.
_LITERALLY = re.compile(rb"(?i)\bwrite-\w+[ \t]+'[^'\n]*$")
# ``> .env``, ``| Out-File .env``
_INTO_FILE = re.compile(
    rb"(?i)>>?[ \t]*(?!nul\b|&|con\b)|\|[ \t]*(?:out-file|set-content|add-content|sc|ac)\b"
)
_SET = {
    True: re.compile(
        rb"(?im)\bsetx?[ \t]+(?:/m[ \t]+)?\"?(?P<key>[A-Za-z_]\w*)(?:[ \t]*=|[ \t]+(?=\"))"
        rb"[ \t]*\"?(?P<value>[^\s\"&|)>]*)"
    ),
    False: re.compile(
        rb"(?i)(?:\$(?:(?:env|script|global):)?\{?|(?<=[\s@{;]))(?P<key>[A-Za-z_]\w*)\}?"
        rb"[ \t]*=[ \t]*[\"'](?P<value>[^\s\"']+)[\"']"
    ),
}
_OTHERWISE = re.compile(
    rb"\$(?P<key>\w+)[ \t]*=[ \t]*if\b[^\n]{0,300}?"
    rb"\belse[ \t]*\{[ \t]*[\"'](?P<value>[\w.:-]+)[\"']"
)
_IN_BODY = re.compile(rb"[\"'`\\]+model[\"'`\\]+[ \t]*[:=][ \t]*[\"'`\\]+(?P<value>[\w.:-]+)")
_MODEL_KEY = re.compile(r"(?i)model|engine|llm|deployment")
_SENDS = re.compile(rb"(?i)\b(?:curl|wget|invoke-(?:restmethod|webrequest)|irm|iwr|httpclient)\b")


def windows_facts(path: str, text: bytes) -> Iterator[Fact]:
    """Yield what a script of Windows reads, sets and sends.

    Args:
        path: The file.
        text: Its bytes.
    """
    batch = not path.lower().endswith(".ps1")
    unit = Unit(path, text, "config")
    # Comments are blanked, so that every offset stays.
    data = text if batch else _without_blocks(text)
    data = _COMMENT[batch].sub(lambda found: b" " * len(found[0]), data)
    yield from _variables(unit, data, batch)
    lines: set[int] = set()
    for match in CREDENTIAL.finditer(data):
        line = unit.line_of(match.start())
        if line not in lines and not _is_printed(data, match, batch):
            lines.add(line)
            yield CredentialRead(
                place=Place(unit, *match.span()), variable=match[0].decode(), how="read"
            )
    yield from (fact for fact in key_tests(unit, data) if fact.place.line not in lines)
    if not _SENDS.search(data):
        return
    for address in ADDRESS.finditer(data):
        if not _is_printed(data, address, batch):
            url = address[0].decode("utf-8", "replace")
            yield RawRequest(
                place=Place(unit, *address.span()), url=url, endpoint=endpoint_of_url(url),
                azure="azure.com" in url,
            )  # fmt: skip


def _without_blocks(text: bytes) -> bytes:
    """Return PowerShell's text with ``<# … #>`` blanked."""
    parts, at = [], 0
    while (start := text.find(b"<#", at)) >= 0:
        end = text.find(b"#>", start + 2)
        end = len(text) if end < 0 else end + 2
        parts += [text[at:start], re.sub(rb"[^\n]", b" ", text[start:end])]
        at = end
    return b"".join([*parts, text[at:]])


def _variables(unit: Unit, data: bytes, batch: bool) -> Iterator[Fact]:
    found = {
        match.start("value"): match
        for pattern in (_SET[batch], *([] if batch else [_OTHERWISE]))
        for match in pattern.finditer(data)
    }
    bodies = _IN_BODY.finditer(data) if ADDRESS.search(data) else ()
    for match in (*found.values(), *(m for m in bodies if m.start("value") not in found)):
        key = match["key"].decode() if "key" in match.re.groupindex else "model"
        value = match["value"].decode("utf-8", "replace")
        place = Place(unit, *match.span("value"))
        # A variable of PowerShell's own, or a field of a body, is no variable of the environment.
        if match[0][:5].lower() == b"$env:" or (batch and match[0][:3].lower() == b"set"):
            yield from script_parts(place, key, value)
        if is_text_model(value) and _MODEL_KEY.search(key):
            yield ModelName(
                place=place, model=value, route=f"variable {key}", confidence=Confidence.HIGH
            )


def _is_printed(data: bytes, match: re.Match[bytes], batch: bool) -> bool:
    """Say whether something stands in a text for people, and is neither taken nor kept."""
    line = max(data.rfind(b"\n", 0, match.start()) + 1, match.start() - _BEFORE)
    before = data[line : match.start()]
    if _HEADER.search(before) or (not batch and _LITERALLY.search(before)):
        return True
    if _TAKEN[batch].search(before) or not _PRINTS[batch].search(before):
        return False
    end = data.find(b"\n", match.end())
    after = data[match.end() : end if end >= 0 else len(data)]
    return _INTO_FILE.search(after) is None and not in_written_block(data, match.end())


__all__ = ["SUFFIXES", "windows_facts"]
