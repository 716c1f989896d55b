"""Which variables and references of configuration are OpenAI's key or address, or lead to Azure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .entry import Entry

VARIABLE = re.compile(
    r"^(?:\w+_)?(?:OPEN_?AI|Open_?AI)_"
    r"(?:(?:API_|SECRET_)?(?:KEY|TOKEN)|BASE_URL|API_BASE(?:_URL)?|API_HOST)$"
)
REFERENCE = re.compile(
    # GitHub asks for secrets and variables in any case.
    r"\b(?:secrets|vars|env)\.(\w*(?i:OPENAI_(?:API_KEY|BASE_URL|API_BASE)))\b|"
    # ``${oc.env:OPENAI_API_KEY,null}`` of OmegaConf.
    r"\$\{oc\.env:(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|"
    # ``{{ secret('OPENAI_API_KEY') }}``
    r"\bsecrets?\(['\"](\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))['\"]\)|"
    # ``env(OPENAI_API_KEY)`` of Supabase.
    r"^env\((\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\)$|"
    r"\bos\.environ/(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|\$\{?(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b"
)
# What an action or a workflow is to be given: ``inputs: openai-api-key:``.
_GIVEN = frozenset({"inputs", "secrets"})
_INPUT = re.compile(
    r"(?i)open_?ai[_-]?(?:api[_-]?|secret[_-]?)?(?:key|token)|open_?ai[_-]?(?:api_)?base[_-]?url"
)
_NAMES_ONE = re.compile(r"(?i)env|variable|secret|key")
_ECHOED = re.compile(
    rb"\becho +[\"']?(?P<name>(?:\w+_)?OPENAI_(?:API_KEY|BASE_URL|API_BASE))=[^\n]*>"
)
_AZURE_ADDRESS = re.compile(
    r"^(?:\w+_)?AZURE_?OPENAI_(?:\w+_)?(?:ENDPOINT|BASE|URL|RESOURCE|RESOURCE_NAME|INSTANCE_NAME|HOST)$"
)
_AZURE_URL = re.compile(
    r"https?://[^/\s]+\.(?:openai\.azure\.(?:com|us)|cognitiveservices\.azure\.com)\b"
)
_OPEN = re.compile(r"$|\$|\{\{|<")
# What leads to an endpoint that Electron lacks stays, and is reported where it is used.
_ELSEWHERE = re.compile(
    r"(?i)embed|whisper|speech|tts|image|dall|realtime|search|_vision|"
    # Azure's other services, whose addresses look alike.
    r"text_?analytics|translat|form_?rec|doc(?:ument)?_?(?:intel|analysis)|content_?safety|_face_|"
    r"cognitive_?services?_?language|language_(?:service|endpoint)"
)


def variable_of(entry: Entry) -> str:
    """Return OpenAI's variable that an entry sets, refers to or names; empty if it does none."""
    if VARIABLE.match(entry.key):
        # ``"INVALID_OPENAI_API_KEY": "This key is not valid."`` is what people read.
        words = 0 if "{{" in entry.value or "$" in entry.value else len(entry.value.split())
        said = words > 2 and not entry.key.upper().startswith("OPEN")
        return "" if said else entry.key
    if _INPUT.fullmatch(entry.key) and not entry.value and _GIVEN & {*entry.parents[-1:]}:
        return entry.key
    if reference := REFERENCE.search(entry.value):
        return next(name for name in reference.groups() if name)
    # ``"openaiApiKeyEnv": "OPENAI_API_KEY"``
    names = VARIABLE.match(entry.value) and _NAMES_ONE.search(entry.key)
    if "YOUR" in entry.value:
        # What is to be filled in.
        return ""
    return entry.value if names else ""


def echoed(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the variables that a workflow's commands write into a file, each with its offsets.

    One that is only handed on, ``OPENAI_API_KEY=$OPENAI_API_KEY``, was set where that is said.
    """
    for match in _ECHOED.finditer(data):
        if not re.match(rb"=\$\{?%b\b" % match["name"], data[match.end("name") :]):
            yield *match.span("name"), match["name"].decode()


def azure_settings(found: Sequence[Entry]) -> list[Entry]:
    """Return the entries that lead a client to Azure: each address once, or a type that says so.

    Args:
        found: The file's entries.
    """
    addresses: dict[str, Entry] = {}
    for entry in found:
        url = _AZURE_URL.match(entry.value)
        # What is left empty or only handed on, ``${AZURE_OPENAI_ENDPOINT}``, leads nowhere yet.
        named = _AZURE_ADDRESS.match(entry.key) and not _OPEN.match(entry.value)
        leads = url or (named and not entry.value.startswith("http"))
        if leads and not _ELSEWHERE.search(entry.key):
            # The same address in two places is one.
            address = entry.value.rstrip("/") if url else ""
            of = f"{entry.key} {entry.value}" if "AZURE" in entry.key else address
            addresses.setdefault(of, entry)
    types = [e for e in found if e.key == "OPENAI_API_TYPE" and "azure" in e.value]
    return list(addresses.values()) or types[:1]
