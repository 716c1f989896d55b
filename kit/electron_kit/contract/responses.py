"""What a request of OpenAI's Responses API shares with a request for a chat.

Source: OpenAI's guide *Migrate to the Responses API*, and the fields of both in its API reference.
"""

SHARED_FIELDS = frozenset(
    {
        "model", "temperature", "top_p", "user", "metadata", "service_tier", "safety_identifier",
        "prompt_cache_key",
    }
)  # fmt: skip
"""Fields that both have under one name, and mean the same by."""

OTHER_FIELDS = frozenset(
    {"input", "instructions", "max_output_tokens", "store", "reasoning", "text"}
)
"""Fields of a plain request for a response that a chat has in another form, or needs not."""

ROLES = frozenset({"system", "user", "assistant", "developer"})
"""Roles of a message in a response's input."""

USAGE = {
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "total_tokens": "total_tokens",
}
"""The counts of a response's usage, and what they are called in a chat's."""
