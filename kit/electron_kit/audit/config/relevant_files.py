"""Which files are configuration that may matter: by name, by a word of OpenAI's, by size."""

from __future__ import annotations

import re

from .scan import plain

# Cheap, and asked of every file: without one of these it is not taken apart.
RELEVANT = re.compile(
    rb"[\"' =:]electron\b|OPEN_?AI|openai|Open_?AI_|OpenAi\b|"
    rb"gpt-|chat-?gpt|chat-latest|davinci|daybreak-|\bo\d-(?:mini|preview|pro)|"
    rb"[\"' =:-]o\d[\"'\s}]|\bft:|[A-Z]_(?:BASE_URL|API_BASE|API_URL)\b"
)
# Written by tools: a package that is called after a model is no choice of one.
_LOCKS = frozenset(
    {
        "package-lock.json", "npm-shrinkwrap.json", "composer.json",
        "tsconfig.json", "jsconfig.json",
        "pnpm-lock.yaml", "pnpm-workspace.yaml", "deno.json", "components.json",
        "lerna.json", "turbo.json",
    }
)  # fmt: skip
_SUFFIXES = (
    ".env", ".yml", ".yaml", ".toml", ".json", ".jsonc", ".dockerfile",
    ".ini", ".cfg", ".properties", ".tf", ".tfvars", ".prisma",
)  # fmt: skip
# ``.example.env.local``, ``env-sample``, ``env.production.template``.
_WORDS_OF_ENV = frozenset(
    "env dotenv example sample template tmpl tpl dist default defaults local dev development prod "
    "production staging test docker txt copy".split()
)
# In bytes: what people write by hand is smaller, what is larger is data.
LARGEST = 300_000


def is_configuration(path: str) -> bool:
    """Say by a file's name whether it is configuration that a person writes.

    Args:
        path: The file.
    """
    low = plain(path.rpartition("/")[2].lower())
    if low in _LOCKS or low.endswith((".lock", ".lock.json", "-lock.json", "-lock.yaml", ".ipynb")):
        return False
    return (
        low.startswith((".env", "dockerfile", "env.", "dotenv."))
        or low.endswith(_SUFFIXES)
        or low in ("containerfile", ".dev.vars", "env", "dotenv")
        or _is_environment(low)
    )


def _is_environment(name: str) -> bool:
    """Say whether a file's name is made of `env` and words for an example or a stage."""
    words = {word for word in re.split(r"[._()-]", name) if word}
    return bool({"env", "dotenv"} & words) and words <= _WORDS_OF_ENV
