"""The documents that the contract was read from.

Nothing in them was measured: no machine of this project reaches the live
service, so a claim is *documented* or *assumed* until a probe has *observed* it.
"""

from datetime import date

from .records import Source

_READ = date(2026, 11, 24)

DOCUMENTS = "https://docs.smallest.ai"
TOOL_CALLING = f"{DOCUMENTS}/waves/documentation/llm-electron/tool-calling"
CONCURRENCY = f"{DOCUMENTS}/waves/api-reference/api-references/concurrency-and-limits"

MIGRATION = Source("M", "Migrate from OpenAI", "Smallest AI", "undated", _READ, DOCUMENTS)
OPENAPI = Source(
    "S", "Electron OpenAPI description", "Smallest AI", "1.0.0, August 2026", _READ, DOCUMENTS
)
PAGES = Source("D", "Electron documentation pages", "Smallest AI", "undated", _READ, TOOL_CALLING)
OPENAI_SDK = Source(
    "O",
    "Types of the openai Python SDK",
    "OpenAI",
    "3.57.0, November 2026",
    date(2026, 11, 29),
    "https://github.com/openai/openai-python",
)

_SEEN = date(2026, 11, 29)

OPENAI_PAGES = Source(
    "OP",
    "Pages of OpenAI's models and guides",
    "OpenAI",
    "November 2026",
    _SEEN,
    "https://platform.openai.com/docs/models",
)
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
    "PA",
    "pydantic-ai-slim: profiles of OpenAI's models",
    "Pydantic",
    "2.68.0",
    _SEEN,
    "https://github.com/pydantic/pydantic-ai",
)
LITELLM = Source(
    "LL",
    "litellm: map of models and prices",
    "BerriAI",
    "1.110.2",
    _SEEN,
    "https://github.com/BerriAI/litellm",
)
AI_SDK = Source(
    "AI",
    "@ai-sdk/openai: catalogue of models",
    "Vercel",
    "4.0.118",
    _SEEN,
    "https://github.com/vercel/ai",
)
THREADS = Source(
    "IT", "Issue threads and posts with the answer that OpenAI gave", "various", "dated each", _SEEN
)

OPENAI_SOURCES = (OPENAI_PAGES, PROBES, TRACKERS, PROFILES, LITELLM, AI_SDK, THREADS)
"""What is known of OpenAI's models beside its SDK: most of it was published by others."""

SOURCES = (MIGRATION, OPENAPI, PAGES, OPENAI_SDK, *OPENAI_SOURCES)
