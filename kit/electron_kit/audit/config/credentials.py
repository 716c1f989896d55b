"""Which variables and references of configuration are OpenAI's key or address, or Azure's."""

from __future__ import annotations

import re

VARIABLE = re.compile(r"^(?:\w+_)?OPENAI_(?:API_KEY|KEY|BASE_URL|API_BASE(?:_URL)?|API_HOST)$")
REFERENCE = re.compile(
    r"\b(?:secrets|vars|env)\.(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|\$\{?(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b"
)
AZURE = re.compile(r"^(?:\w+_)?AZURE_?OPENAI_\w+$|^OPENAI_API_TYPE$")
