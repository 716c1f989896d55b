"""What a text is as a model's name, for every front end: the contract's grammar, asked cheaply.

At a chat call of an OpenAI client a name is judged by its position (`unknown_to_electron`);
elsewhere, where a name is only kept, by the grammar.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..contract.names import Use, is_electron_model, read_name
from .facts import Call, Confidence, Field, Provider, Value

# What every name of the grammar has somewhere; most texts are none, and are asked often.
_MAYBE = re.compile(
    r"gpt-\w|\bo\d|\bft:|:ft-|davinci|curie|babbage|\bada-|chat-latest|codex-|computer-use|daybreak-|"
    r"text-embedding|-similarity-|-search-|whisper-|dall-e-|\btts-|-moderation|\bsora\b"
)
_TEXT = frozenset({Use.CHAT, Use.AUDIO_CHAT, Use.RESPONSES, Use.COMPLETIONS})
# In characters: a longer text is a prompt, and the grammar need not be asked.
_LONGEST = 100
# Not a variable's name, a number or a sentence.
_FREE = re.compile(r"(?=[^a-z]*[a-z])[\w.:/@+-]+")
_KNOWN = (Provider.OPENAI, Provider.AZURE, Provider.ELECTRON)
# Names of other vendors' models, which pass through functions that serve several vendors.
_VENDORS = re.compile(
    r"(?i)claude|gemini|gemma|llama|mistral|mixtral|codestral|ministral|command-|cohere|deepseek|"
    r"qwen|grok|kimi|moonshot|glm-|yi-|phi-|palm|bison|titan|nova-|jamba|sonar|pplx|hermes|"
    r"vicuna|falcon|dbrx|granite|minimax|ernie|doubao|hunyuan|nemotron|wizard|solar-|-oss-"
)
_OTHERS = re.compile(_VENDORS.pattern + r"|^(?!openai/)[\w.-]+/[\w.-]+|:free$")
# What stands for a model where none is asked.
_NO_NAME = re.compile(
    r"(?i)(?:mock|test|none|null|dummy|fake|stub|default|auto|echo|offline)\w*|"
    # What is to be filled in: ``your-model``, ``gpt-model-name``.
    r"your[-_.]\S*|(?:\w+[-_])?model[-_]?(?:name|id)(?:[-_]here)?|"
    # What servers for models of one's own take.
    r"local(?:[-_.]?(?:model|llm))?"
)


def is_text_model(text: str) -> bool:
    """Say whether a text is the name of one of OpenAI's models for text, past or to come.

    A deployment at Azure, such as ``azure/gpt-4o``, is somebody's own and none of them.
    """
    return _read(text) in _TEXT and not text.startswith("azure")


def is_openai_model(text: str) -> bool:
    """Say whether a text is the name of any of OpenAI's models."""
    return _read(text) is not Use.FOREIGN


def is_foreign_model(text: str) -> bool:
    """Say whether a text names a model of another vendor that is known by name."""
    return _OTHERS.search(text) is not None


def is_responses_model(text: str) -> bool:
    """Say whether a text names a model that only the Responses API has."""
    return _read(text) is Use.RESPONSES


def is_completions_model(text: str) -> bool:
    """Say whether a text names a model that only text completions have."""
    return _read(text) is Use.COMPLETIONS


def unknown_to_electron(value: Value, field: Field, call: Call) -> bool:
    """Say whether a literal that reaches a chat call is a model that Electron does not have.

    Whatever its name, if the client is surely OpenAI's. Where the client may lead elsewhere,
    the grammar decides; another vendor's that is known by name is none of OpenAI's.

    Args:
        value: The literal.
        field: The field that it may be the value of.
        call: The request.
    """
    text = value.constant
    if not isinstance(text, str) or is_electron_model(text) or len(text) > _LONGEST:
        return False
    if is_text_model(text):
        return True
    if _NO_NAME.fullmatch(text):
        return False
    if call.provider not in _KNOWN or call.confidence is not Confidence.HIGH:
        return False
    if not call.alone or _FREE.fullmatch(text) is None:
        return False
    if _VENDORS.search(text):
        return False
    # One of several may be another vendor's, or OpenAI's for images or embeddings.
    return len(field.constants()) == 1 or not (_OTHERS.search(text) or is_openai_model(text))


def _read(text: str) -> Use:
    return Use.FOREIGN if len(text) > _LONGEST else _read_short(text)


# Rules ask for the same literals one after the other.
@lru_cache(maxsize=8192)
def _read_short(text: str) -> Use:
    return Use.FOREIGN if _MAYBE.search(text) is None else read_name(text).use
