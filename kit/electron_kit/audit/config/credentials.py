"""Which variables and references of configuration are OpenAI's key or address, or Azure's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from .scan import Entry

VARIABLE = re.compile(r"^(?:\w+_)?OPENAI_(?:API_KEY|KEY|BASE_URL|API_BASE(?:_URL)?|API_HOST)$")
REFERENCE = re.compile(
    r"\b(?:secrets|vars|env)\.(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|"
    r"\bos\.environ/(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|\$\{?(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b"
)
_NAMES_ONE = re.compile(r"(?i)env|variable|secret|key")
_ECHOED = re.compile(
    rb"\becho +[\"']?(?P<name>(?:\w+_)?OPENAI_(?:API_KEY|BASE_URL|API_BASE))=[^\n]*>"
)
AZURE = re.compile(r"^(?:\w+_)?AZURE_?OPENAI_\w+$|^OPENAI_API_TYPE$")
# A second resource has an address or a key of its own: ``AZURE_OPENAI_MINI_ENDPOINT``.
_RESOURCE = re.compile(r"^(?P<group>\w*?AZURE_?OPENAI(?:_\w+?)??)_(?:API_)?(?:KEY|ENDPOINT|BASE)$")
_FIRST = re.compile(r"^\w*?AZURE_?OPENAI|")


def variable_of(entry: Entry) -> str:
    """Return OpenAI's variable that an entry sets, refers to or names; empty if it does none."""
    if VARIABLE.match(entry.key):
        return entry.key
    if reference := REFERENCE.search(entry.value):
        return reference[1] or reference[2] or reference[3]
    # ``"openaiApiKeyEnv": "OPENAI_API_KEY"``
    names = VARIABLE.match(entry.value) and _NAMES_ONE.search(entry.key)
    if "YOUR" in entry.value:
        # What is to be filled in.
        return ""
    return entry.value if names else ""


def echoed(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the variables that a workflow's commands write into a file, each with its offsets."""
    for match in _ECHOED.finditer(data):
        yield *match.span("name"), match["name"].decode()


def new_resource(entry: Entry, known: Set[str]) -> str:
    """Return which of Azure's resources a variable is about, if that is not known yet.

    Args:
        entry: The entry that names the variable.
        known: The resources that the file has named.
    """
    name = entry.key if AZURE.match(entry.key) else entry.value if entry.key == "name" else ""
    if not AZURE.match(name) or (name == "OPENAI_API_TYPE" and "azure" not in entry.value):
        return ""
    found = _RESOURCE.match(name)
    group = found["group"] if found else (_FIRST.match(name) or [""])[0]
    return "" if group in known or (known and not found) else group or name
