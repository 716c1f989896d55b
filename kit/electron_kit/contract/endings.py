"""When OpenAI's models end, and what OpenAI names instead: dated records.

Nothing here reads a clock. Whoever wants to know whether a model has ended says as of which
day; `AS_OF`, the day on which the records were read, is the default everywhere.

>>> ending("gpt-4o").on.isoformat()
'2027-01-14'
>>> has_ended("ft:gpt-4o-mini-2024-07-18:acme::x", date(2027, 1, 14))
True
>>> ending("gpt-5.4-mini") is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .names import read_name
from .records import Basis, Source
from .sources import LITELLM, OPENAI_PAGES, OPENAI_SDK, TRACKERS

AS_OF = date(2026, 11, 29)
"""The day on which these records were read: the default of every ``as_of``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The day from which on some names are answered with an error.

    Attributes:
        names: The models' names, as OpenAI writes them.
        on: The announced day; from its beginning on they count as ended.
        instead: OpenAI's own substitute; empty where it names none.
        sources: Where the day was read.
        basis: Documented in OpenAI's own words, or reported by others.
        note: What a source says otherwise; empty if none does.
    """

    names: tuple[str, ...]
    on: date
    instead: str = ""
    sources: tuple[Source, ...] = (OPENAI_SDK, TRACKERS)
    basis: Basis = Basis.DOCUMENTED
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlatformEnding:
    """A part of OpenAI's platform that ends.

    Attributes:
        what: The part.
        on: The announced day.
        instead: What OpenAI names instead; empty where it names nothing.
        sources: Where the day was read.
    """

    what: str
    on: date
    instead: str
    sources: tuple[Source, ...] = (TRACKERS,)


def _documented(day: str, instead: str, names: str, note: str = "") -> Ending:
    return Ending(
        names=tuple(names.split()), on=date.fromisoformat(day), instead=instead, note=note
    )


def _reported(day: str, instead: str, names: str, note: str = "") -> Ending:
    return Ending(
        names=tuple(names.split()),
        on=date.fromisoformat(day),
        instead=instead,
        sources=(TRACKERS,),
        basis=Basis.REPORTED,
        note=note,
    )


_PRO = "On the Responses API, with `reasoning.mode` `pro`."
_AUDIO = "LiteLLM's map says 2027-01-20 for the dated names."

ENDINGS = (
    _documented(
        "2024-09-13",
        "gpt-3.5-turbo",
        "gpt-3.5-turbo-0301 gpt-3.5-turbo-0613 gpt-3.5-turbo-16k-0613",
    ),
    _documented(
        "2024-09-13", "gpt-3.5-turbo", "gpt-3.5-turbo-16k", "LiteLLM's map says 2026-10-23."
    ),
    _documented("2024-12-06", "gpt-4o", "gpt-4-vision-preview"),
    _reported("2024-12-06", "gpt-4o", "gpt-4-1106-vision-preview"),
    _documented("2025-06-06", "gpt-4o", "gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613"),
    _reported("2025-07-14", "gpt-4.1", "gpt-4.5-preview gpt-4.5-preview-2025-02-27"),
    _documented("2025-07-28", "o3", "o1-preview o1-preview-2024-09-12"),
    _documented("2025-10-10", "gpt-audio-1.5", "gpt-4o-audio-preview-2024-10-01"),
    _documented("2025-10-27", "o4-mini", "o1-mini o1-mini-2024-09-12"),
    _documented("2026-02-12", "gpt-5-codex-mini", "codex-mini-latest"),
    _documented("2026-02-17", "gpt-5.1-chat-latest", "chatgpt-4o-latest"),
    _documented(
        "2026-03-26", "gpt-5 or gpt-4.1", "gpt-4-0125-preview gpt-4-0314 gpt-4-turbo-preview"
    ),
    _documented("2026-05-07", "gpt-audio-1.5", "gpt-4o-audio-preview"),
    _documented(
        "2026-05-07",
        "gpt-audio-1.5",
        "gpt-4o-audio-preview-2024-12-17 gpt-4o-audio-preview-2025-06-03",
        _AUDIO,
    ),
    _documented("2026-05-07", "gpt-audio-mini", "gpt-4o-mini-audio-preview"),
    _documented("2026-05-07", "gpt-audio-mini", "gpt-4o-mini-audio-preview-2024-12-17", _AUDIO),
    _documented(
        "2026-07-23",
        "gpt-5.6-terra",
        "gpt-4o-search-preview gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview "
        "gpt-4o-mini-search-preview-2025-03-11",
    ),
    _documented("2026-07-23", "gpt-5.6-sol", "gpt-5-chat-latest gpt-5.1-chat-latest gpt-5.1-codex"),
    _reported(
        "2026-07-23",
        "gpt-5.6-sol",
        "gpt-5-codex gpt-5.1-codex-max gpt-5.2-codex o3-deep-research "
        "o3-deep-research-2025-06-26 o4-mini-deep-research o4-mini-deep-research-2025-06-26",
    ),
    _reported(
        "2026-07-23",
        "gpt-5.6-terra",
        "computer-use-preview computer-use-preview-2025-03-11 gpt-5.1-codex-mini",
    ),
    _reported("2026-07-23", "gpt-5.2-chat-latest", "gpt-5-chat", "Azure's spelling."),
    _reported("2026-07-23", "gpt-audio-1.5", "gpt-audio-mini-2025-10-06"),
    _documented("2026-08-10", "gpt-5.6-sol", "gpt-5.2-chat-latest gpt-5.3-chat-latest"),
    _documented("2026-09-28", "gpt-5.6-terra", "gpt-3.5-turbo-1106"),
    _reported("2026-09-28", "gpt-5.6-terra", "gpt-3.5-turbo-instruct"),
    _reported("2026-10-01", "", "gpt-5.4-cyber", "The most capable cyber model that one has."),
    _documented("2026-10-23", "gpt-5.6-luna", "gpt-4.1-nano gpt-4.1-nano-2025-04-14"),
    _documented(
        "2026-10-23",
        "gpt-5.6-sol",
        "gpt-4 gpt-4-0613 gpt-4-1106-preview gpt-4-turbo gpt-4-turbo-2024-04-09 "
        "gpt-4o-2024-05-13 o1 o1-2024-12-17 o3-mini o3-mini-2025-01-31",
    ),
    _documented(
        "2026-10-23",
        "gpt-5.6-terra",
        "gpt-3.5-turbo gpt-3.5-turbo-0125 o4-mini o4-mini-2025-04-16",
    ),
    _reported("2026-10-23", "gpt-5.6-terra", "babbage-002 davinci-002"),
    _reported("2026-10-23", "", "ft:gpt-3.5-turbo-0613", "Its base ended in 2024."),
    _reported("2026-10-23", "gpt-5.6-sol", "o1-pro o1-pro-2025-03-19", _PRO),
    _documented("2026-12-11", "gpt-5.6-luna", "gpt-5-nano gpt-5-nano-2025-08-07"),
    _documented("2026-12-11", "gpt-5.6-sol", "o3 o3-2025-04-16"),
    _reported(
        "2026-12-11",
        "gpt-5.6-sol",
        "gpt-5-pro gpt-5-pro-2025-10-06 o3-pro o3-pro-2025-06-10",
        _PRO,
    ),
    _documented(
        "2026-12-11",
        "gpt-6.1-sol",
        "gpt-5 gpt-5-2025-08-07",
        "Before November 2026 the page named gpt-5.6-sol.",
    ),
    _documented(
        "2026-12-11",
        "gpt-6.1-terra",
        "gpt-5-mini gpt-5-mini-2025-08-07",
        "Before November 2026 the page named gpt-5.6-terra.",
    ),
    _documented(
        "2027-01-14",
        "gpt-6-luna",
        "gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4o-mini gpt-4o-mini-2024-07-18 "
        "gpt-4.1 gpt-4.1-2025-04-14 gpt-4.1-mini gpt-4.1-mini-2025-04-14",
    ),
    _documented("2027-01-20", "gpt-audio-1.5", "gpt-audio-mini gpt-audio-mini-2025-12-15"),
    _reported(
        "2027-01-20",
        "gpt-audio-1.5",
        "gpt-audio gpt-audio-2025-08-28 gpt-4o-audio gpt-4o-mini-audio",
    ),
    _reported("2027-02-01", "", "gpt-5.5-cyber-preview"),
    _documented("2027-04-01", "gpt-6-luna", "gpt-5.4-nano gpt-5.4-nano-2026-03-17"),
    _documented("2027-04-01", "gpt-6-sol", "gpt-5.1 gpt-5.1-2025-11-13"),
    _reported("2027-04-01", "gpt-6-sol", "gpt-5.3-codex"),
)
"""Every end that was announced by `AS_OF`, the earliest first."""

LASTING = tuple(
    (
        "chat-latest daybreak-blue-latest daybreak-red-latest gpt-5-search-api "
        "gpt-5-search-api-2025-10-14 gpt-5.2 gpt-5.2-2025-12-11 gpt-5.2-pro "
        "gpt-5.2-pro-2025-12-11 gpt-5.3-codex-spark gpt-5.4 gpt-5.4-2026-03-05 gpt-5.4-mini "
        "gpt-5.4-mini-2026-03-17 gpt-5.4-pro gpt-5.4-pro-2026-03-05 gpt-5.5 gpt-5.5-2026-04-23 "
        "gpt-5.5-cyber gpt-5.5-pro gpt-5.5-pro-2026-04-23 gpt-5.6 gpt-5.6-cyber gpt-5.6-luna "
        "gpt-5.6-sol gpt-5.6-terra gpt-6-astra gpt-6-astra-law gpt-6-cyber gpt-6-luna "
        "gpt-6-rosalind gpt-6-sol gpt-6.1-sol gpt-6.1-terra gpt-6.2-astra gpt-6.2-astra-law "
        "gpt-6.2-sol gpt-audio-1.5 gpt-chat-latest gpt-daybreak-blue-latest "
        "gpt-daybreak-red-latest gpt-rosalind-discovery gpt-rosalind-research"
    ).split()
)
"""Names that no end was announced for by `AS_OF`. An unlisted name is neither: nobody looked."""

NEVER = ("gpt-5.1-mini",)
"""In the SDK's list, and "not a supported model ID" by its own words."""

PLATFORM_ENDINGS = (
    PlatformEnding("Realtime's beta header", date(2026, 5, 12), "the header's removal"),
    PlatformEnding("Assistants API", date(2026, 8, 26), "Responses and Conversations"),
    PlatformEnding("Videos API, `sora-2`", date(2026, 9, 24), ""),
    PlatformEnding("Evals (read-only since 2026-10-31)", date(2026, 11, 30), "Promptfoo"),
    PlatformEnding("Agent Builder", date(2026, 11, 30), "Agents SDK"),
    PlatformEnding("Reusable prompts, `prompt=`", date(2026, 11, 30), "the text in your code"),
    PlatformEnding(
        "`gpt-image-1-mini`, `gpt-image-1.5`, `chatgpt-image-latest`",
        date(2026, 12, 1),
        "",
        (OPENAI_PAGES,),
    ),
    PlatformEnding("New fine-tuning jobs", date(2027, 1, 6), "", (OPENAI_PAGES, TRACKERS)),
    PlatformEnding("`tts-1`, `gpt-4o-mini-tts`", date(2027, 1, 6), ""),
    PlatformEnding(
        "Fine-tunes of a model that ends on that day", date(2027, 1, 14), "", (LITELLM, TRACKERS)
    ),
    PlatformEnding("`gpt-realtime`", date(2027, 1, 20), ""),
    PlatformEnding("`whisper-1`, `gpt-4o-transcribe`", date(2027, 2, 26), ""),
)
"""Parts of the platform beside the models, the earliest first."""

_BY_NAME = {name: each for each in ENDINGS for name in each.names}


def ending(model: str) -> Ending | None:
    """Return when a model ends, or None if no end is recorded.

    A fine-tune ends with its base. A name with a door before it, such as ``openai/gpt-4o``,
    is read as the name behind it.

    Args:
        model: The model's name.
    """
    name = read_name(model)
    tuned = _BY_NAME.get(f"ft:{name.bare}") if name.fine_tuned else None
    return tuned or _BY_NAME.get(name.bare)


def day_of(day: date | str) -> date:
    """Return a day that was given as a date or in the form ``2027-01-14``.

    Raises:
        ValueError: It is no day.
    """
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (TypeError, ValueError):
        raise ValueError(f"as-of {day!r} is no day: write for instance 2027-01-14.") from None


def has_ended(model: str, as_of: date = AS_OF) -> bool:
    """Say whether a model has ended by a day.

    Args:
        model: The model's name.
        as_of: The day to say it for.
    """
    found = ending(model)
    return found is not None and found.on <= as_of
