"""OpenAI's chat models by family: what each family does with a parameter.

Most of it was published by others: a dated answer in an issue thread, a package's live
probes. Where reports disagree or nobody has looked, the cell says so, and nothing is refused
because of it. A name is put into its family by its grammar; a name of a generation that is
yet to come belongs to the strictest, as every release since 5.6 belongs to one of the two last.

>>> family_of("gpt-5.4-mini").code, family_of("gpt-9-nova").code
('F', 'H')
>>> cell("temperature", "gpt-6-luna").fate.value
'only with effort none'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from .cell import Cell, Taken
from .cells import CELLS
from .names import Generation, Name, Use, read_name
from .refusals import FEWEST_TOKENS, OTHER_VALUES, TOO_FEW_TOKENS, Refusal

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Every value of ``reasoning_effort`` that the SDK's types name."""

_UP_TO_HIGH = ("low", "medium", "high")
_LONG = 1_050_000


@dataclass(frozen=True, slots=True)
class Family:
    """Models that treat a request's parameters alike.

    Attributes:
        code: ``"A"`` to ``"H"``, or a word for models that stand aside.
        models: Its models, in words.
        efforts: The values of ``reasoning_effort`` that it takes; empty if it refuses all.
        default_effort: What it takes when none is given; empty if it does not reason.
        context: Tokens of input and output together, of its largest model.
    """

    code: str
    models: str
    efforts: tuple[str, ...] = ()
    default_effort: str = ""
    context: int = 128_000


FAMILIES = (
    Family("A", "gpt-3.5, gpt-4, gpt-4-turbo"),
    Family("B", "gpt-4o, gpt-4o-mini, gpt-4.1 and its sizes"),
    Family("C", "o1, o3-mini, o3, o4-mini", _UP_TO_HIGH, "medium", 200_000),
    Family("D", "gpt-5, gpt-5-mini, gpt-5-nano", ("minimal", *_UP_TO_HIGH), "medium", 400_000),
    Family("E", "gpt-5.1, gpt-5.2", ("none", *_UP_TO_HIGH, "xhigh"), "none", 400_000),
    Family("F", "gpt-5.4 and its sizes, gpt-5.5", ("none", *_UP_TO_HIGH, "xhigh"), "none", _LONG),
    Family(
        "G",
        "gpt-5.6-sol, -terra, -luna, gpt-6-sol, gpt-6-luna, gpt-6.1-terra",
        ("none", *_UP_TO_HIGH, "xhigh"),
        "medium",
        _LONG,
    ),
    Family(
        "H",
        "gpt-6-astra, gpt-6.1-sol, gpt-6.2-sol, gpt-6.2-astra, and names yet to come",
        (*_UP_TO_HIGH, "xhigh"),
        "medium",
        _LONG,
    ),
    Family("instant", "chat-latest, gpt-5-chat-latest to gpt-5.3-chat-latest", ("medium",), ""),
    Family("search", "gpt-4o-search-preview, gpt-4o-mini-search-preview, gpt-5-search-api"),
    Family("audio", "gpt-audio, gpt-4o-audio-preview"),
)
"""Every family. The last three stand aside: little of them is known."""

_BY_CODE = {family.code: family for family in FAMILIES}

# What single models do otherwise than their family: efforts, and the default.
_EFFORTS = {"gpt-5.1": ("none", *_UP_TO_HIGH)}
_NO_NULL_EFFORT = frozenset({"gpt-5.1"})  # livekit #3966
_DEFAULTS = {"gpt-5.5": "medium"}
# Read in LiteLLM's map and on OpenAI's pages of its models.
_CONTEXTS = {
    "gpt-3.5-turbo": 16_385,
    "gpt-4": 8_192,
    "gpt-4-32k": 32_768,
    "gpt-4.1": 1_047_576,
    "gpt-4.1-mini": 1_047_576,
    "gpt-4.1-nano": 1_047_576,
    "gpt-5.4-mini": 400_000,
    "gpt-5.4-nano": 400_000,
}

_DATE = re.compile(r"-\d{4}-\d\d-\d\d$")
_SIZES = frozenset({"mini", "nano", "preview", "latest"})
_G = {(5, 6): {"", "sol", "terra", "luna", "cyber"}, (6, 0): {"sol", "luna"}, (6, 1): {"terra"}}


def family_of(model: str) -> Family:
    """Return the family of a model on chat completions, the strictest for unheard-of names.

    Args:
        model: Its name. Whether it is one of OpenAI's chat models is `read_name`'s to say.
    """
    return _BY_CODE[_code(read_name(model))]


def undated(model: str) -> str:
    """Return a model's name without the date of its snapshot, its door or its fine-tune."""
    return _DATE.sub("", read_name(model).bare)


@lru_cache(maxsize=4096)
def cell(parameter: str, model: str) -> Cell | None:
    """Return what is recorded of a parameter for a model, or None if nothing is.

    Args:
        parameter: A field's name, or a name that `CELLS` uses, such as ``"json_object"``.
        model: The model's name.
    """
    bare, plain, family = read_name(model).bare, undated(model), family_of(model).code
    rows = [row for row in CELLS if row.parameter == parameter and family in row.families]
    named = (row for row in rows if bare in row.models or plain in row.models)
    return next(named, None) or next((row for row in rows if not row.models), None)


def efforts(model: str) -> tuple[str, ...]:
    """Return the values of ``reasoning_effort`` that a model takes; empty if it refuses all."""
    return _EFFORTS.get(undated(model), family_of(model).efforts)


def default_effort(model: str) -> str:
    """Return the effort that a model takes when none is given; empty if it does not reason."""
    return _DEFAULTS.get(undated(model), family_of(model).default_effort)


def context_tokens(model: str) -> int:
    """Return how many tokens of input and output together a model takes.

    Args:
        model: Its name.
    """
    return _CONTEXTS.get(undated(model), family_of(model).context)


def refusal(
    parameter: str, value: object, model: str, effort: object = None, *, index: int = 0
) -> Refusal | None:
    """Return how OpenAI refuses a parameter, or None where it does not or nobody knows.

    Args:
        parameter: The field's name, or that of a format or a role.
        value: The field's value.
        model: The model's name.
        effort: The request's own ``reasoning_effort``; None if it has none.
        index: The number of the message that a role is in.
    """
    row = cell(parameter, model)
    if row is None or (value is None and undated(model) not in _NO_NULL_EFFORT):
        return None
    found = _refused(row, value, model, effort)
    if found is None:
        return None
    taken = efforts(model) if parameter == "reasoning_effort" else row.fine
    words = {"field": parameter, "value": value, "model": model, "index": index}
    words["values"] = _listed([str(each) for each in taken])
    param = found.param and found.param.format(**words)
    return replace(found, message=found.message.format(**words), param=param)


def _refused(row: Cell, value: object, model: str, effort: object) -> Refusal | None:
    if row.parameter == "reasoning_effort" and row.fate is Taken.ACCEPTED:
        return None if value in efforts(model) else OTHER_VALUES
    if value is None or row.fate in {Taken.UNKNOWN, Taken.ACCEPTED}:
        reasons = row.parameter == "max_completion_tokens" and default_effort(model)
        return TOO_FEW_TOKENS if reasons and value == 1 < FEWEST_TOKENS else None
    if value in row.fine:
        return None
    if row.fate is Taken.AT_NONE:
        given = effort if isinstance(effort, str) else default_effort(model)
        if given == "none" or (row.unasked and effort is None):
            over = row.limit is not None and isinstance(value, int) and value > row.limit
            return row.refusal if over else None
    return row.refusal


def _listed(values: list[str]) -> str:
    quoted = [repr(value) for value in values]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])}, and {quoted[-1]}"


def _code(name: Name) -> str:
    if name.use is Use.AUDIO_CHAT:
        return "audio"
    generation = name.generation
    if generation is None:
        return "H"
    if "search" in generation.words:
        return "search"
    if generation.series == "gpt":
        return _numbered(generation)
    if generation.series == "o":
        return "C" if generation.major in {1, 3, 4} else "H"
    if generation.series in {"chat", "chatgpt"}:
        return "B" if name.bare == "chatgpt-4o-latest" else _rolling(name.bare)
    return "H"


def _rolling(bare: str) -> str:
    return "instant" if bare in {"chat-latest", "gpt-chat-latest"} else "H"


def _numbered(generation: Generation) -> str:
    version = (generation.major, generation.minor)
    words = [word for word in generation.words if not word.isdigit()]
    if version == (3, 5) or (version == (4, 0) and generation.nickname == ""):
        return "A"
    if generation.major == 4:
        return "B"
    if "chat" in words and version in {(5, 0), (5, 1), (5, 2), (5, 3)}:
        return "instant"
    known = all(word in _SIZES for word in words)
    if version == (5, 0) and known:
        return "D"
    if version in {(5, 1), (5, 2), (5, 3)} and known:
        return "E"
    if version in {(5, 4), (5, 5)} and (known or words[0] == "cyber"):
        return "F"
    nickname = generation.nickname
    plain = [word for word in words if word != nickname]
    if nickname in _G.get(version, ()) and all(word in _SIZES for word in plain):
        return "G"
    return "H"
