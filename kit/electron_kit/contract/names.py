"""OpenAI's names for models, read by a grammar: names will come that no list has.

`gpt-N[.M][o][-word…]`, `oN[-word…]`, a few names without a number, and what OpenAI's other
endpoints and doors to OpenAI are called. A nickname (``sol``, ``luna``) needs no entry.

>>> read_name("gpt-7.1-nova-mini").use.value
'chat'
>>> read_name("openrouter/openai/gpt-7-pro").generation
Generation(series='gpt', major=7, minor=0, nickname='', words=('pro',))
>>> read_name("llama-4-maverick").use.value
'not-openai'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

ELECTRON_MODELS = frozenset({"electron"})
"""Names of Electron's public models."""


class Use(StrEnum):
    """Which of OpenAI's endpoints a name is for."""

    CHAT = "chat"
    AUDIO_CHAT = "chat-audio"
    RESPONSES = "responses-only"
    COMPLETIONS = "text-completions"
    OTHER = "openai-other"
    FOREIGN = "not-openai"


@dataclass(frozen=True, slots=True)
class Generation:
    """Where a model stands in its line.

    Attributes:
        series: ``gpt``, ``o``, or the first word of a name without a number.
        major: The number before the point; 0 where the name has none.
        minor: The number after it, 0 if there is none; of ``gpt-3.5`` and ``gpt-35`` it is 5.
        nickname: Such as ``sol``; ``o`` of ``gpt-4o``; empty for the plain name, its sizes
            and its dated snapshots.
        words: What follows the number, part by part: ``("mini", "2026", "03", "17")``.
    """

    series: str
    major: int = 0
    minor: int = 0
    nickname: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A model's name as it was read.

    Attributes:
        text: The name as it stood there.
        bare: The name that OpenAI knows it by, without door and router suffix; of a
            fine-tuned model its base.
        use: Which endpoint it is for.
        door: What stood before it, such as ``openai/`` or ``openai-chat:``.
        fine_tuned: Whether it is somebody's fine-tune.
        generation: Where it stands in its line; None where that means nothing.
    """

    text: str
    bare: str
    use: Use
    door: str = ""
    fine_tuned: bool = False
    generation: Generation | None = None


# What gateways and frameworks put before OpenAI's names. Any other ``/`` is somebody else's.
_DOOR = re.compile(
    r"(?:gateway/|vercel/)?(?:openrouter[/:])?"
    r"(?:openai(?:-chat|-responses|_chat|_responses)?[/:](?:chat/|responses/)?|"
    r"text-completion-openai/|azure(?:_ai|_openai|-openai|_text)?[/:]|"
    r"litellm_proxy/|github_copilot/|(?:[a-z]{2,6}\.)?openai\.)"
)
_SUFFIX = re.compile(r":(?:online|free|nitro|floor|extended|beta|thinking|exacto|\d+)$")
_TUNED = re.compile(r"ft:(?P<new>[^:/]+)(?::[^/]*)?$|(?P<old>[a-z][\w.-]*?):ft-[\w:.-]+$")
_GPT = re.compile(
    r"gpt-(?:(?P<azure>35)|(?P<major>3(?=\.)|[4-9]|1\d|20)(?:\.(?P<minor>\d{1,2}))?)(?P<omni>o)?"
    r"(?P<words>(?:-[a-z0-9]+(?:\.\d+)?)*)$"
)
_O = re.compile(
    r"o(?P<major>(?!2\b)(?:[1-9]|1\d|20))"
    r"(?P<words>(?:-(?:mini|pro|preview|deep-research))*(?:-\d{4}(?:-\d\d-\d\d)?)?)$"
)
_NAMED = re.compile(
    r"(?:gpt-)?chat-latest|chatgpt-(?!image)[\w.]+(?:-[\w.]+)*-latest|daybreak-[a-z]+-latest|"
    r"gpt-rosalind-[a-z-]+(?:-\d{4}-\d\d-\d\d)?"
)
_NAMED_RESPONSES = re.compile(
    r"codex-[a-z]+(?:-latest)?|computer-use-preview(?:-\d{4}-\d\d-\d\d)?|gpt-daybreak-[a-z]+-latest"
)
_NAMED_AUDIO = re.compile(r"gpt-audio(?:-[\w.]+)*")
_NAMED_COMPLETIONS = re.compile(
    r"text-(?:davinci|curie|babbage|ada)(?:-edit)?-\d{3}|code-(?:davinci|cushman)(?:-edit)?-\d{3}|"
    r"(?:davinci|curie|babbage)(?:-\d{3})?|ada-\d{3}|davinci-instruct-beta|davinci-codex"
)
_NAMED_OTHER = re.compile(
    # ``text-embedding-004`` is Google's.
    r"text-embedding-(?:ada-\d{3}|\d+-\w+)|(?:text|code)-(?:similarity|search)-[\w-]+|"
    r"whisper-\d+(?:-[\w.]+)*|dall-e-\d+|tts-\d+(?:-[\w.]+)*|(?:gpt|chatgpt)-image(?:-[\w.]+)*|"
    r"(?:omni|text)-moderation(?:-[\w.]+)*|sora(?:-[\w.]+)*|"
    r"gpt-(?:realtime|live|transcribe|translate|tts)(?:-[\w.]+)*"
)
_OTHER_WORDS = frozenset(
    "realtime transcribe translate tts image live embedding moderation".split()
)
_COMPLETIONS_WORDS = frozenset("instruct completions base".split())
_RESPONSES_WORDS = frozenset("pro codex research".split())
# Words that make it another's name, a page's, a product's or a file's.
_FOREIGN_WORDS = frozenset(
    "x alpaca vicuna all oss neo neox j sw3 llama llm claude gemini mistral wrapper clone free "
    "proxy unofficial unlimited tokenizer browsing plugin plugins custom test with vs and or the "
    "for to of py js ts md json txt yaml prompt prompts demo app bot api key".split()
)
_API = ("search", "api")
_SIZES = frozenset("mini nano micro small large turbo 16k 32k 128k".split())
_STAGES = frozenset(
    "preview latest chat search api vision audio instruct completions base pro codex deep research "
    "max spark high low fast".split()
)
_MOST_WORDS = 8


@lru_cache(maxsize=4096)
def read_name(text: str) -> Name:
    """Return what a text says as a model's name.

    It judges a text that stands where a model's name is kept. At a chat call of an OpenAI
    client no grammar is needed: whatever is none of Electron's models is not known there.

    Args:
        text: The name, such as ``gpt-6.1-sol`` or ``openai/gpt-4o``.
    """
    door = _DOOR.match(text)
    rest = text[door.end() :] if door else text
    tuned = _TUNED.match(rest)
    if tuned:
        base = read_name(tuned["new"] or tuned["old"])
        foreign = base.use is Use.FOREIGN or base.door != ""
        use = Use.FOREIGN if foreign else base.use
        return Name(text, base.bare, use, door[0] if door else "", not foreign, base.generation)
    bare = _SUFFIX.sub("", rest) if door else rest
    use, generation = _classify(bare)
    if door and door[0] == "text-completion-openai/" and use is not Use.FOREIGN:
        use = Use.COMPLETIONS
    return Name(text, bare, use, door[0] if door else "", False, generation)


def is_electron_model(name: str) -> bool:
    """Say whether Electron has a model of this name."""
    return name in ELECTRON_MODELS


def _classify(bare: str) -> tuple[Use, Generation | None]:
    if not 2 <= len(bare) <= 80:
        return Use.FOREIGN, None
    match = _GPT.match(bare)
    if match:
        return _numbered(match)
    match = _O.match(bare)
    if match:
        words = _words(match["words"])
        use = Use.RESPONSES if _RESPONSES_WORDS & set(words) else Use.CHAT
        return use, Generation("o", int(match["major"]), 0, "", words)
    for pattern, use in (
        (_NAMED_OTHER, Use.OTHER),
        (_NAMED_AUDIO, Use.AUDIO_CHAT),
        (_NAMED_RESPONSES, Use.RESPONSES),
        (_NAMED, Use.CHAT),
        (_NAMED_COMPLETIONS, Use.COMPLETIONS),
    ):
        if pattern.fullmatch(bare):
            series, *rest = bare.removeprefix("gpt-").split("-")
            return use, Generation(series, 0, 0, "", tuple(rest))
    return Use.FOREIGN, None


def _numbered(match: re.Match[str]) -> tuple[Use, Generation | None]:
    words = _words(match["words"])
    major = 3 if match["azure"] else int(match["major"])
    minor = 5 if match["azure"] else int(match["minor"] or 0)
    has = set(words)
    foreign = has & _FOREIGN_WORDS
    if words[:2] == _API:
        foreign -= {"api"}
    if foreign or len(words) > _MOST_WORDS or (major == 3 and minor != 5):
        return Use.FOREIGN, None
    nickname = "o" if match["omni"] else next((word for word in words if _is_nickname(word)), "")
    generation = Generation("gpt", major, minor, nickname, words)
    for some, use in (
        (_OTHER_WORDS, Use.OTHER),
        (_COMPLETIONS_WORDS, Use.COMPLETIONS),
        ({"audio"}, Use.AUDIO_CHAT),
        (_RESPONSES_WORDS, Use.RESPONSES),
    ):
        if has & some:
            return use, generation
    return Use.CHAT, generation


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("-")[1:])


def _is_nickname(word: str) -> bool:
    return word.isalpha() and word not in _SIZES and word not in _STAGES
