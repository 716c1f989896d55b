"""What the lines of a batch's file are: requests that are sent later, each with its path."""

from __future__ import annotations

LINE = {"custom_id", "url", "body"}
"""What each line has."""

BATCHED = {
    "/v1/chat/completions": "chat",
    "/v1/responses": "responses",
    "/v1/embeddings": "embeddings",
    "/v1/completions": "completions",
    "/v1/moderations": "moderations",
    "/v1/images/generations": "images",
    "/v1/images/edits": "images",
}
"""The paths that a batch takes, with the words of `ENDPOINTS`."""
