"""What binds OpenAI in the exports of workflow builders and in CI, by the names of the pieces.

A node need not name a model or a key: it has the builder's default, and the credentials are kept
in the builder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, FrameworkClient, Place, Unit
from .entry import Entry

_N8N = "the credential OpenAI of n8n takes a Base URL: Electron's, with Electron's key"
_FLOWISE = "the node's BasePath, and a credential with Electron's key"
# Key, value, framework, endpoint, and where the framework takes a base URL.
_PIECES = tuple(
    (re.compile(key), re.compile(value), framework, endpoint, where)
    for key, value, framework, endpoint, where in (
        ("type$", r"@n8n/n8n-nodes-langchain\.embeddingsOpenAi$", "n8n", "embeddings", _N8N),
        ("type$", r"@n8n/n8n-nodes-langchain\.openAiAssistant$", "n8n", "assistants", _N8N),
        ("type$", r"@n8n/n8n-nodes-langchain\.(?:lm(?:Chat)?O|o)penAi$", "n8n", "chat", _N8N),
        ("type$", r"n8n-nodes-base\.openAi$", "n8n", "chat", _N8N),
        ("name$", r"openAIEmbeddings(?:_LlamaIndex)?$", "Flowise", "embeddings", _FLOWISE),
        ("name$", r"openAIAssistant$", "Flowise", "assistants", _FLOWISE),
        ("name$", r"chatOpenAI(?:_LlamaIndex)?$", "Flowise", "chat", _FLOWISE),
        ("type$", r"OpenAIModel$", "Langflow", "chat", "the component's OpenAI API Base"),
        (
            "(?:service|action)$", r"openai_conversation\.generate_content$", "Home Assistant",
            "responses", "this integration has no base URL: call Electron by a rest_command",
        ),
        (
            "uses$", r"openai/codex-action@", "GitHub Actions", "responses",
            "Codex asks the Responses API alone",
        ),
    )
)  # fmt: skip
_EMBEDDINGS = re.compile(r"^openai[:/]text-embedding-[\w-]+$")


def pieces(unit: Unit, where: Place, entry: Entry) -> Iterator[FrameworkClient]:
    """Yield what an entry names that asks OpenAI.

    Args:
        unit: The file.
        where: The entry's place, its key included.
        entry: The entry.
    """
    # As LangChain and LiteLLM name OpenAI's embeddings, in ``langgraph.json`` for one.
    if _EMBEDDINGS.match(entry.value):
        yield FrameworkClient(
            place=where, framework="configuration", symbol=entry.key, endpoint="embeddings"
        )
    for key, value, framework, endpoint, how in _PIECES:
        if value.match(entry.value) and key.match(entry.key):
            yield FrameworkClient(
                place=Place(unit, entry.start, entry.end),
                framework=framework,
                symbol=entry.value,
                endpoint=endpoint,
                where=how,
                confidence=Confidence.MEDIUM,
            )
            return
