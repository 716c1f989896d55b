"""Genuine SDK clients bound to their providers, and the factory that picks them per request.

>>> client("electron")                     # doctest: +SKIP
>>> client(["electron", "openai"])         # doctest: +SKIP
>>> chat(["electron", "openai"], messages=[...])  # doctest: +SKIP

What is returned is `openai.OpenAI` itself. Keys, pacing, fail-over and the check of
streams lie beneath it, in the transport of its HTTP client.
"""

from __future__ import annotations

from .bound import async_client, async_http_client, client, http_client
from .requests import achat, chat

__all__ = ["achat", "async_client", "async_http_client", "chat", "client", "http_client"]
