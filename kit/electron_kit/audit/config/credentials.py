"""Which variables and references of configuration are OpenAI's key or address, or lead to Azure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .entry import Entry

VARIABLE = re.compile(r"^(?:\w+_)?OPENAI_(?:API_KEY|KEY|BASE_URL|API_BASE(?:_URL)?|API_HOST)$")
REFERENCE = re.compile(
    r"\b(?:secrets|vars|env)\.(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|\$\{?(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b"
)
_AZURE_ADDRESS = re.compile(
    r"^(?:\w+_)?AZURE_?OPENAI_(?:\w+_)?(?:ENDPOINT|BASE|URL|RESOURCE|RESOURCE_NAME|INSTANCE_NAME|HOST)$"
)
_AZURE_URL = re.compile(r"https?://[^/\s]+\.openai\.azure\.(?:com|us)\b")
# What leads to an endpoint that Electron lacks stays, and is reported where it is used.
_ELSEWHERE = re.compile(r"(?i)embed|whisper|speech|tts|image|dall|realtime|search|_vision")
AZURE = re.compile(r"^(?:\w+_)?AZURE_?OPENAI_\w+$|^OPENAI_API_TYPE$")


def azure_settings(found: Sequence[Entry]) -> list[Entry]:
    """Return the entries that lead a client to Azure: each address once, or the first of any.

    Args:
        found: The file's entries.
    """
    addresses: dict[str, Entry] = {}
    others: list[Entry] = []
    for entry in found:
        if _AZURE_URL.match(entry.value) or _AZURE_ADDRESS.match(entry.key):
            if not _ELSEWHERE.search(entry.key):
                # The same address in two places is one; an empty one is told by its name.
                url = entry.value.rstrip("/") if _AZURE_URL.match(entry.value) else ""
                named = f"{entry.key} {entry.value}" if "AZURE" in entry.key else url
                addresses.setdefault(named, entry)
        elif AZURE.match(entry.key) and (entry.key != "OPENAI_API_TYPE" or "azure" in entry.value):
            others.append(entry)
    return list(addresses.values()) or others[:1]
