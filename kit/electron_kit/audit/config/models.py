"""Which names of models in configuration are choices: by the keys that they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...providers import ELECTRON
from ..facts import Confidence, ModelName, Place, Unit
from ..hosts import FOREIGN_KEYS
from ..model_names import is_text_model
from .entry import Entry

# Beside a key like one of these a model's name is a choice; beside any other it is only text.
_MODEL_KEY = re.compile(
    r"(?i)model|engine|llm|deployment|backend|^(?:name|id|default|value|chat|fast|smart|small|large|cheap|completion|provider|providers|"
    r"choices|options|enum|const|allowed|fallbacks?|judge|gpt|openai)$"
)
# What a model is listed under for what it can do, and not to be chosen.
_ABLE = re.compile(r"(?i)(?:supports?|can|has|no|without|reasoning|vision|thinking)(?=[_A-Z]|$)")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+(?<!TITLE)(?<!LABEL)(?<!TEXT)")
_WORD = re.compile(r"(?!TITLE|LABEL|TEXT|NOTE|DESCRIPTION|NAME)[A-Z]+")
_ENVIRONMENT = frozenset({"environment", "env", "env_vars", "envVars", "Variables", "variables"})
_NUMBER = re.compile(r"\d[\d_.,]*(?:e-?\d+)?$")
# What a table of numbers by models' names says of them.
_PRICES = re.compile(
    r"(?i)pric|cost|per_?(?:1?k|m|million|token)|context|window|limit|cached|"
    r"^(?:max_)?(?:input|output|prompt|completion)(?:$|_|[A-Z])"
)
# A ``name`` is a model's below one of these, and what it likes below any other.
_AROUND_A_NAME = re.compile(
    r"(?i)model|engine|llm|deploy|backend|chat|provider|openai|agent|judge|gpt|complet|fallback"
)
# In bytes: a `name` and the `model` that it repeats stand in one entry.
_NEAR = 300
# In bytes: a table's key and the first of its entries, with comments between.
_FAR = 2000


def repeats_a_model(entry: Entry, models: list[Entry]) -> bool:
    """Say whether a ``name`` only repeats the ``model`` that stands below it.

    Args:
        entry: The entry.
        models: The file's entries that name models.
    """
    if entry.key not in ("name", "id", "title"):
        return False
    return any(
        other.value == entry.value
        and 0 < other.start - entry.end < _NEAR
        and re.search(r"(?i)model|engine", other.key)
        for other in models
    )


def is_a_title(found: Sequence[Entry], at: int) -> bool:
    """Say whether the same object has said its model, and this is how people call it.

    Args:
        found: The file's entries.
        at: Which of them may be a title.
    """
    return any(
        entry.parents == found[at].parents
        and entry.key in ("id", "model", "value")
        and (is_text_model(entry.value) or entry.value == ELECTRON.default_model)
        for entry in found[max(at - 4, 0) : at]
    )


def capability(entry: Entry, models: Sequence[Entry]) -> tuple[str, ...] | None:
    """Return the table of a registry that says what a model can do, and that an entry belongs to.

    It is keyed by names that the same file offers (``"tiers": {"gpt-4o": "mid"}``), or lists them
    under what they support.

    Args:
        entry: The entry.
        models: The file's entries that name models.
    """
    if entry.key_start < 0:
        able = is_text_model(entry.value) and _ABLE.match(entry.key)
        return (*entry.parents, entry.key) if able else None
    offered = is_text_model(entry.key) and any(model.value == entry.key for model in models)
    return (*entry.parents, "{}") if offered and entry.value else None


def head_of(unit: Unit, table: Sequence[str], first: Entry) -> Place:
    """Return where a table or a list of models begins: at its key, else at its first entry.

    Args:
        unit: The file.
        table: The keys that lead to it, the outermost first.
        first: Its first entry.
    """
    start = first.key_start if first.key_start >= 0 else first.start
    name = next((part for part in reversed(table) if part and part != "{}"), "")
    named = re.escape(name.encode())
    key = re.compile(rb"(?m)(?:^|[\s{,\[.])[\"']?(" + named + rb")[\"']?\]?\s*[:=\]]")
    found = list(key.finditer(unit.data, max(start - _FAR, 0), start)) if name else []
    return Place(unit, found[-1].start(1) if found else start, first.end)


def priced(entry: Entry) -> tuple[tuple[str, ...], str] | None:
    """Return the table of prices or limits that an entry belongs to, and which model's it is.

    ``models: {gpt-4o: {input_per_million: 2.5}}`` or ``prices: {gpt-4o: 2.5}``.

    Args:
        entry: The entry.
    """
    if not _NUMBER.match(entry.value):
        return None
    if is_text_model(entry.key) and any(_PRICES.search(part) for part in entry.parents):
        return entry.parents, entry.key
    for depth, part in enumerate(entry.parents):
        if is_text_model(part):
            # The numbers of a model that is set up are no prices: ``gpt-4o: {temperature: 0}``.
            return (entry.parents[:depth], part) if _PRICES.search(entry.key) else None
    return None


def of_another_vendor(found: Sequence[Entry], at: int) -> bool:
    """Say whether a model is another vendor's by the provider that stands beside it.

    ``LLM_PROVIDER=openrouter`` beside ``LLM_MODEL=openai/gpt-4o``.

    Args:
        found: The file's entries.
        at: Which of them names the model.
    """
    begins, model, _ = found[at].key.lower().rpartition("model")
    # Of a list's entries, each with its own, only the next ones tell whose it is.
    beside = [
        entry.value
        for entry in (*found[max(at - 1, 0) : at], *found[at + 1 : at + 2])
        if entry.parents == found[at].parents
        and entry.key.lower() in (f"{begins}provider", f"{begins}vendor")
    ]
    return bool(model and beside) and all(
        FOREIGN_KEYS.search(value) is not None and "openai" not in value.lower() for value in beside
    )


def model_named(unit: Unit, entry: Entry, *, hidden: bool, several: bool) -> Iterator[ModelName]:
    """Yield the model that an entry names, if it is a choice of one.

    Args:
        unit: The file.
        entry: The entry.
        hidden: Whether the file holds data, not settings.
        several: Whether it names more than two models.
    """
    # ``openai:chat:gpt-4o`` of promptfoo
    if entry.value.startswith("openai:chat:"):
        entry = replace(entry, value=entry.value.replace("chat:", "", 1))
    # ``gpt-35-turbo`` is how Azure spells a name that OpenAI's own API has never had.
    if not is_text_model(entry.value) or entry.value.startswith("gpt-35"):
        return
    around = (entry.key, *entry.parents)
    if any(FOREIGN_KEYS.search(part) and "openai" not in part.lower() for part in around):
        return
    # A variable in capitals, or a fine-tune, is a choice whatever it is called.
    surely = (
        entry.value.startswith("ft:")
        or _VARIABLE.fullmatch(entry.key)
        or (_WORD.fullmatch(entry.key) and _ENVIRONMENT & {*entry.parents})
    )
    if entry.key == "name" and entry.parents and not _AROUND_A_NAME.search(".".join(entry.parents)):
        return
    if not surely and not any(_MODEL_KEY.search(part) for part in around):
        return
    # By its own key it is chosen; by a key around it, it may be one of several things.
    sure = Confidence.HIGH if re.search(r"(?i)model|engine", entry.key) else Confidence.MEDIUM
    # `o1` or `o3` by itself may be anything, unless the file has other models beside it.
    if len(entry.value) < 4 and sure is not Confidence.HIGH and not several:
        return
    yield ModelName(
        place=Place(unit, entry.start, entry.end),
        model=entry.value,
        route=f"configuration {entry.key}",
        confidence=Confidence.LOW if hidden else sure,
    )
