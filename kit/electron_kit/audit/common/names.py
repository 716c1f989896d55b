"""Names of the three languages, brought to the form that the wire and the contract have."""

from __future__ import annotations

import re

from ...contract import FIELDS
from ..model_names import is_text_model

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_ALIASES = {
    "top_log_probs": "top_logprobs", "log_probs": "logprobs", "model_name": "model",
    "max_output_tokens": "max_tokens", "n_": "n", "json_schema_": "json_schema",
    "stop_sequences": "stop", "chat_model": "model", "image_url_": "image_url",
}  # fmt: skip
REQUEST_FIELDS = frozenset(record.name for record in FIELDS)
"""The fields of a chat request that the contract knows, listed by Electron or not."""

# Setters of builders and options: what follows is the field.
_PREFIXES = re.compile(r"^(?:with|set|put|get|of|add)_(?=\w)")


def snake(name: str) -> str:
    """Return a name in snake case: ``MaxTokens``, ``maxTokens`` and ``max_tokens`` are one."""
    if "_" in name and name == name.lower():
        return name
    if name.isupper():
        return name.lower()
    words = _WORDS.findall(name.replace("OpenAI", "Openai").replace("LogProbs", "Logprobs"))
    return "_".join(word.lower() for word in words)


def wire(name: str) -> str:
    """Return what an option or a field is called on the wire."""
    text = snake(name)
    return _ALIASES.get(text, text)


def option(name: str) -> str:
    """Return what an option is, whatever verb a builder or a function puts before it."""
    return wire(_PREFIXES.sub("", snake(name)))


_GO_ENUM = re.compile(
    r"(?:ChatCompletionResponseFormatType|ResponseFormatType|ChatMessageRole|ChatMessagePartType|"
    r"ReasoningEffort|ChatCompletionReasoningEffort|ServiceTier)(?P<word>[A-Z]\w*)$"
)
_JAVA_ENUM = re.compile(
    r"(?:^|\.)(?:\w*Role|ResponseFormat(?:\.\w+)?|\w*ResponseFormatType|ReasoningEffort|Type|ServiceTier)"
    r"\.(?P<word>[A-Z][A-Z_]*)$"
)
_MODEL_CLASS = re.compile(
    r"(?:^|\.)(?:\w*ChatModel(?:Name)?|ModelType|\w*Models?|\w*ModelEnum|ChatCompletionModel|Model\w*)\.(?P<word>[A-Z][\w]*)$"
)
_GO_MODEL = re.compile(r"\.(?:ChatModel)?(?P<word>(?:GPT|Chatgpt|Codex|O\d)\w*)$")


def constant_text(full: str) -> str | None:
    """Return the text that an SDK's constant stands for; None if it is none of theirs.

    Args:
        full: Its full name, such as ``github.com/sashabaranov/go-openai.GPT4oMini``.
    """
    for pattern in (_GO_ENUM, _JAVA_ENUM):
        if match := pattern.search(full):
            return snake(match["word"])
    for pattern in (_GO_MODEL, _MODEL_CLASS):
        if match := pattern.search(full):
            return model_of(match["word"])
    return None


_DATED = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# Longest first: `16k` before `16`, a day of eight digits before one of four.
_MODEL_PARTS = re.compile(
    r"16k|32k|\d{8}|\d{4}(?!\d)|\d+|preview|turbo|mini|nano|vision|pro|latest|instruct|dot|chatgpt|"
    r"gpt|davinci|text|codex|chat|o(?=\d)|o|[a-z]+"
)


def model_of(word: str) -> str | None:
    """Return the model that a constant's name stands for, by the grammar of models' names.

    >>> [model_of(word) for word in ("GPT4oMini", "GPT3Dot5Turbo16K", "GPT_4_1_MINI", "O3Mini")]
    ['gpt-4o-mini', 'gpt-3.5-turbo-16k', 'gpt-4.1-mini', 'o3-mini']
    >>> [model_of(word) for word in ("GPT4_0125Preview", "GPT_4_O", "GPT4o2024_05_13", "WHISPER_1")]
    ['gpt-4-0125-preview', 'gpt-4o', 'gpt-4o-2024-05-13', None]
    """
    text = word.lower().replace("dot", "_")
    match = re.match(
        r"^(chatgpt|gpt|o)_?(\d+)?(?:_(\d)(?!\d))?_?(o(?![a-z])|o(?=mini|_|20|\d|latest|audio|realtime|search))?(.*)$",
        text,
    )
    if match is None:
        return None
    head, major, minor, omni, rest = match.groups()
    name = f"o{major or ''}" if head == "o" else f"{head}-{major}" if major else head
    if major and len(major) > 1 and head == "gpt":
        # ``GPT35Turbo``, ``GPT41``, ``GPT432K``, ``GPT40613``
        first, tail = major[0], major[1:]
        if tail in ("5", "1") and len(tail) == 1:
            name = f"gpt-{first}.{tail}"
        else:
            name, rest = f"gpt-{first}", tail + (rest or "")
    name += f".{minor}" if minor else ""
    name += "o" if omni else ""
    rest = re.sub(r"(\d{4})_(\d{2})_(\d{2})", r"\1\2\3", rest or "")
    parts = [_DATED.sub(r"\1-\2-\3", part) for part in _MODEL_PARTS.findall(rest)]
    made = "-".join([name, *parts]).strip("-")
    return made if is_text_model(made) else None
