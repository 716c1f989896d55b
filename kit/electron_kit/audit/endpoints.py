"""The words for endpoints that facts use, and the paths under a client that lead to each."""

from __future__ import annotations

ENDPOINTS = {
    "chat": "chat completions",
    "responses": "responses",
    "assistants": "assistants",
    "embeddings": "embeddings",
    "images": "images",
    "audio": "audio",
    "videos": "videos",
    "files": "files",
    "uploads": "uploads",
    "batches": "batches",
    "vector_stores": "vector stores",
    "fine_tuning": "fine-tuning",
    "models": "models",
    "moderations": "moderations",
    "realtime": "realtime",
    "completions": "legacy completions",
    "platform": "",
}
"""The words of `Call.endpoint`, each with its record's name in the contract."""


def in_words(endpoint: str) -> str:
    """Return what people call an endpoint, also where the contract has no record of it.

    Args:
        endpoint: A word of `ENDPOINTS`.
    """
    return ENDPOINTS[endpoint] or "other account endpoints"


TOP = {
    "responses": "responses", "conversations": "responses",
    "assistants": "assistants", "threads": "assistants", "chatkit": "assistants",
    "embeddings": "embeddings", "images": "images", "audio": "audio", "videos": "videos",
    "files": "files", "uploads": "uploads", "batches": "batches", "vector_stores": "vector_stores",
    "fine_tuning": "fine_tuning", "fine_tunes": "fine_tuning", "models": "models",
    "moderations": "moderations", "realtime": "realtime", "completions": "completions",
    "containers": "platform", "evals": "platform", "webhooks": "platform", "edits": "completions",
}  # fmt: skip
"""The first part of a path under a client, as Python spells it, to a word of `ENDPOINTS`."""
