"""What resolution keeps to: its bounds, and names that stand for one thing."""

from __future__ import annotations

# Expressions within expressions: code that people write is not so deep.
DEPTH = 48
# Looks for one expression; what is more entangled than that is left as far as it got.
LOOKS = 20_000
# What one name may be, at most: more is a registry, which says nothing of one call.
MANY = 40
SAME = frozenset(
    {
        "trim",
        "toString",
        "valueOf",
        "toLowerCase",
        "trimEnd",
        "replace",
        "replaceAll",
        "freeze",
        "at",
        "bind",
        "slice",
        "filter",
        "reverse",
    }
)


def export_name(base: str, name: str) -> str:
    """Return one name for a package's default export and its namesake."""
    if base == "openai" and name in ("default", "OpenAI"):
        return "OpenAI"
    if base == "openai.OpenAI" and name in ("OpenAI", "AzureOpenAI", "default"):
        return f"OpenAI.{name}"
    return name
