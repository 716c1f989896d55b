"""The documents that the contract was read from.

Nothing in them was measured: no machine of this project reaches the live
service, so a claim is *documented* or *assumed* until a probe has *observed* it.
"""

from datetime import date

from .records import Source

_READ = date(2026, 11, 24)

MIGRATION = Source("M", "Migrate from OpenAI", "Smallest AI", "undated", _READ)
OPENAPI = Source("S", "Electron OpenAPI description", "Smallest AI", "1.0.0, August 2026", _READ)
PAGES = Source("D", "Electron documentation pages", "Smallest AI", "undated", _READ)
OPENAI_SDK = Source(
    "O", "Types of the openai Python SDK", "OpenAI", "3.57.0, November 2026", date(2026, 11, 29)
)

_SEEN = date(2026, 11, 29)

OPENAI_PAGES = Source("OP", "Pages of OpenAI's models and guides", "OpenAI", "November 2026", _SEEN)
PROBES = Source(
    "LO", "lastorders: live probes of OpenAI's models", "PyPI", "0.4.13, October 2026", _SEEN
)
TRACKERS = Source(
    "TR",
    "OpenAI's deprecations page, as six packages transcribed it",
    "PyPI",
    "September and October 2026",
    _SEEN,
)
PROFILES = Source(
    "PA", "pydantic-ai-slim: profiles of OpenAI's models", "Pydantic", "2.68.0", _SEEN
)
LITELLM = Source("LL", "litellm: map of models and prices", "BerriAI", "1.110.2", _SEEN)
AI_SDK = Source("AI", "@ai-sdk/openai: catalogue of models", "Vercel", "4.0.118", _SEEN)
THREADS = Source(
    "IT", "Issue threads and posts with the answer that OpenAI gave", "various", "dated each", _SEEN
)

OPENAI_SOURCES = (OPENAI_PAGES, PROBES, TRACKERS, PROFILES, LITELLM, AI_SDK, THREADS)
"""What is known of OpenAI's models beside its SDK: most of it was published by others."""

SOURCES = (MIGRATION, OPENAPI, PAGES, OPENAI_SDK, *OPENAI_SOURCES)
