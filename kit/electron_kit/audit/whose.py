"""What data says of whose the models in it are: an entry beside a name, a key above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

OWNERS = frozenset(
    {"provider", "vendor", "name", "id", "platform", "gateway", "api", "via", "backend", "source",
     "service", "router", "host", "provider_id", "providerid", "provider_name", "providername"}
)  # fmt: skip
"""Under what an entry of a record says whose the record is."""

LONGEST_RECORD = 40
"""How many entries are looked at: what has more is a table, and says of no entry whose it is."""

_VENDOR = re.compile(
    r"(?i)(?:open-?router|groq|together|anthropic|google|gemini|mistral|deepseek|ollama|"
    r"perplexity|fireworks|cohere|xai|x\.ai|bedrock|copilot|github|poe|requesty|nvidia|cerebras|"
    r"siliconflow|zhipu|moonshot|dashscope|huggingface|lm-?studio|vllm)"
    r"(?:[-_. ]?(?:ai|api|copilot|models|free))?"
)
_WRITTEN = re.compile(r"[\"'`]([^\"'`\s]{2,60})[\"'`]")
# How such a name begins, and what one is asked for by.
_LIKE = re.compile(r"(?:openai/)?(?:chat)?gpt|o\d")
# Who takes OpenAI's names with its own before them, and hands them on as they are.
_ROUTERS = (b"openrouter", b"OpenRouter", b"OPENROUTER", b"models.github.ai", b"requesty.ai")
# Frameworks by which such a name is OpenAI's own.
_FRAMEWORKS = (
    b"litellm", b"dspy", b"crewai", b"instructor", b"inspect_ai", b"letta", b"any_llm",
    b"smolagents", b"@mastra", b"ai-gateway", b"pydantic_ai",
)  # fmt: skip


def is_vendor(text: object) -> bool:
    """Say whether a text is the name of a vendor other than OpenAI, and nothing else.

    >>> is_vendor("openrouter"), is_vendor("openai"), is_vendor("groq/llama-3")
    (True, False, False)
    """
    return isinstance(text, str) and _VENDOR.fullmatch(text) is not None


def says_another(entries: Iterable[tuple[object, object]]) -> bool:
    """Say whether one of a record's entries says that it is another vendor's.

    Args:
        entries: Keys and values; what is no plain text is no entry's text.
    """
    return any(
        isinstance(key, str) and key.lower() in OWNERS and is_vendor(value)
        for key, value in entries
    )


def is_routed(texts: Iterable[bytes]) -> bool:
    """Say whether names with OpenAI's before them (``openai/gpt-4o``) go to a router here.

    Args:
        texts: What the files hold that belong together.
    """
    found = list(texts)
    if any(mark in text for text in found for mark in _FRAMEWORKS):
        return False
    return any(mark in text for text in found for mark in _ROUTERS)


def all_theirs(code: str, is_theirs: Callable[[str], bool]) -> bool:
    """Say whether a piece of code has names of models in it, and only another vendor's.

    Args:
        code: The code, as it is written.
        is_theirs: Says whether a name that is spelled like OpenAI's is another vendor's.
    """
    names = [text for text in _WRITTEN.findall(code) if _LIKE.match(text)]
    return bool(names) and all(map(is_theirs, names))
