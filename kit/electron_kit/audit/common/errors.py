"""Which texts and fields of an error Electron fills otherwise than OpenAI (C02)."""

from __future__ import annotations

import re
from collections.abc import Iterable

FIELDS = ("code", "param")
"""Fields of an error's body that say which of OpenAI's errors it is."""

CODES = frozenset(
    {
        "model_not_found", "invalid_api_key", "insufficient_quota", "context_length_exceeded",
        "rate_limit_exceeded", "content_filter", "billing_hard_limit_reached",
        "content_policy_violation", "string_above_max_length", "unsupported_parameter",
        "unsupported_value",
    }
)  # fmt: skip
"""OpenAI's own, in nobody else's errors: where they are tested, OpenAI's error is meant."""

TYPES = frozenset({"insufficient_quota", "tokens", "requests"})
"""Types of OpenAI's errors that Electron's never have."""

OWN_TYPES = (TYPES | CODES) - {"content_filter"}
"""What code compares an error's type with and Electron never sends, OpenAI's codes among it."""

# Sentences of OpenAI's that nobody else's errors have.
_OWN = re.compile(
    r"(?i)incorrect api key provided|exceeded your current quota|maximum context length is|"
    r"check your plan and billing|rate limit reached for|"
    r"can'?t add messages to thread|already has an active run"
)
# As code looks for them in OpenAI's messages: asked only where an error's text is at hand, since
# any of them may stand in other texts.
_TEXTS = re.compile(
    r"(?i)maximum context|context.?(?:length|window)|rate.?limit|your messages resulted in|"
    r"quota|api key|model_not_found|content.?(?:filter|policy|management)|"
    r"overloaded|too many tokens|reduce the length|tokens per min|(?:please )?try again in|"
    r"string too long|billing|max_tokens"
)
# The errors of stores and servers have these too: asked only of what a request for a chat raised.
_COMMON = re.compile(
    r"(?i)invalid.(?!response|url|json)|^(?:invalid|auth)$|does not exist|unsupported.|"
    r"not supported|credit|authenticat|unauthori[sz]ed|"
    r"forbidden|permission|api.?key|tokens?\b|\brate\b|too many|too large|too long|capacity|"
    r"exceed|bad request|organi[sz]ation|\bmodels?\b|safety|moderat|flagged|billing|"
    r"usage limit|deactivated|not have access|no tool output|tool_call"
)
# The SDK itself writes these into a text, whoever has answered.
_SDKS_OWN = re.compile(r"(?i)\b[45]\d\d\b|time[d -]*out|connect|network|error code|^\W*$")
# What a status of 429 stands for as well.
_LIMITS = re.compile(r"(?i)rate.?limit|too many|quota|overloaded|per min|try again|\brate\b")
_STATUS = re.compile(r"\b429\b|(?i:^ratelimit)")
# What a pattern has between its words: ``rate[_\s-]?limit``.
_BETWEEN = re.compile(r"(?:\[[^\]]*\]|\\[sbWw]|\.)[?*+]?")
_CLASS = re.compile(r"[A-Z]\w*(?:Error|Exception)")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*_(?:API_?KEY|KEY|TOKEN)|[a-z]+ai_api_key")
# Of an operating system, a database or a web server: no code of OpenAI's.
_OTHERS_CODES = re.compile(r"^(?:E[A-Z]{3,}|ERR_|UND_|P\d{4}$|PGRST|\d[\dA-Z]{4}$|auth/)")


def is_told_by(text: str, *, at_hand: bool, sent: bool = True, ours: bool = False) -> bool:
    """Say whether a text tells one of OpenAI's errors from another.

    Args:
        text: What an error's text is searched for or compared with.
        at_hand: Whether it is the text of an error, as far as the code says.
        sent: Whether that error comes out of a request for a chat.
        ours: Whether that error is the SDK's own: then any text does.
    """
    if _CLASS.fullmatch(text) or _SETTING.fullmatch(text):
        # ``"RateLimitError" in repr(error)`` asks for a class; that a setting is missing the
        # program says itself.
        return False
    if "[" in text or "\\" in text:
        text = _BETWEEN.sub(" ", text)
    return (
        text in CODES
        or (ours and _SDKS_OWN.search(text) is None)
        or _OWN.search(text) is not None
        or (at_hand and _TEXTS.search(text) is not None)
        or (at_hand and sent and _COMMON.search(text) is not None)
    )


def is_covered(text: str, beside: Iterable[str]) -> bool:
    """Say whether beside a test for a text stands one for the status, which holds on Electron too.

    Args:
        text: The text.
        beside: The other texts any of which will do, numbers as they are written.
    """
    return _LIMITS.search(text) is not None and any(_STATUS.search(other) for other in beside)


def is_others_code(text: str) -> bool:
    """Say whether a text that a field ``code`` is compared with is somebody else's."""
    return _OTHERS_CODES.match(text) is not None
