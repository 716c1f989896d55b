"""The front end for configuration: entries to facts, repairs to edits."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence

from ...contract.limits import CONTEXT_TOKENS
from ...providers import ELECTRON
from ..facts import (
    ClientMade,
    Confidence,
    CredentialRead,
    Fact,
    FrameworkClient,
    ModelLogic,
    ModelName,
    Place,
    Provider,
    Repair,
    TokenBudget,
    Unit,
)
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from ..hosts import FOREIGN_KEYS
from ..model_names import is_text_model
from .made_up import made_up
from .measured import measured
from .route_parts import entry_parts
from .scan import Entry, entries, plain

# Cheap, and asked of every file: without one of these it is not taken apart.
_RELEVANT = re.compile(
    rb"OPENAI|openai|gpt-|chat-?gpt|chat-latest|davinci|daybreak-|\bo\d-(?:mini|preview|pro)|"
    rb"[\"' =:-]o\d[\"'\s}]|\bft:|[A-Z]_(?:BASE_URL|API_BASE|API_URL)\b"
)
# Written by tools: a package that is called after a model is no choice of one.
_LOCKS = frozenset(
    {
        "package-lock.json", "npm-shrinkwrap.json", "composer.json",
        "tsconfig.json", "jsconfig.json",
        "pnpm-lock.yaml", "pnpm-workspace.yaml", "deno.json", "manifest.json", "components.json",
        "lerna.json", "turbo.json",
    }
)  # fmt: skip
_SUFFIXES = (
    ".env", ".yml", ".yaml", ".toml", ".json", ".jsonc", ".dockerfile",
    ".ini", ".cfg", ".properties",
)  # fmt: skip
_OFFERED = ("contributes", "preferences", "commands")
# In bytes: what people write by hand is smaller, what is larger is data.
_LARGEST = 300_000
# Beside a key like one of these a model's name is a choice; beside any other it is only text.
_MODEL_KEY = re.compile(
    r"(?i)model|engine|llm|deployment|backend|^(?:name|id|default|value|chat|fast|smart|small|large|cheap|completion|provider|providers|"
    r"choices|options|enum|const|allowed|fallbacks?|judge|gpt|openai)$"
)
_VARIABLE = re.compile(r"^(?:\w+_)?OPENAI_(?:API_KEY|KEY|BASE_URL|API_BASE(?:_URL)?|API_HOST)$")
_REFERENCE = re.compile(
    r"\b(?:secrets|vars|env)\.(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b|\$\{?(\w*OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b"
)
_AZURE = re.compile(r"^(?:\w+_)?AZURE_?OPENAI_\w+$|^OPENAI_API_TYPE$")
# What lies there was made by a run or for a test: its models are shown only with low confidence.
_DATA_FOLDER = re.compile(
    r"(?i)(?:^|/)(?:data|datasets?|results?|outputs?|logs?|runs?|fixtures?|cassettes?|snapshots?|__snapshots__|tests?|e2e|evals?|leaderboards?|locales?|i18n|translations?)/"
)
# An answer that was recorded, and the description of an API: both name models that nobody asks for.
_RECORD = re.compile(
    rb"\"object\"\s*:\s*\"(?:chat\.completion|list|response)|\"logprobs\"|\"finish_reason\""
)
_SPEC = re.compile(rb"(?m)^\s*\"?(?:openapi|swagger)\"?\s*:")
_TOKENS = re.compile(
    r"(?i)^(?:max_?(?:input_?|output_?|completion_?|context_?)?tokens|max_?(?:completion|output)(?:_test)?|context_?(?:window|length|size)|max_?context\w*|token_?limit)$"
)
# As LangChain and LiteLLM name OpenAI's embeddings, in ``langgraph.json`` for one.
_EMBEDDINGS = re.compile(r"^openai[:/]text-embedding-[\w-]+$")
# A list of more models than this is somebody's catalogue.
_MANY = 25
# In bytes: a `name` and the `model` that it repeats stand in one entry.
_NEAR = 300


class ConfigFrontEnd:
    """Reads ``.env*``, YAML, TOML, JSON, INI, properties and Dockerfiles."""

    name = "config"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        name = path.rpartition("/")[2]
        low = plain(name.lower())
        if low in _LOCKS or low.endswith(
            (".lock", ".lock.json", "-lock.json", "-lock.yaml", ".ipynb")
        ):
            return False
        return (
            low.startswith((".env", "dockerfile", "env.", "dotenv."))
            or low.endswith(_SUFFIXES)
            or low in ("containerfile", ".dev.vars", "env", "dotenv")
        )

    def relevant(self, data: bytes) -> bool:
        """Say cheaply whether a file may matter by itself."""
        return _RELEVANT.search(data) is not None

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Return the relevant files as one group: nothing is followed across them."""
        group = [source for source in sources if self.relevant(source.data)]
        return [group] if group else []

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        facts: list[Fact] = []
        careful = Careful(problems)
        for source in sources:
            if len(source.data) > _LARGEST:
                reason = f"left out: {len(source.data) / 1e6:.1f} MB are data, not settings"
                problems.append(Problem(source.path, reason, kind="large data"))
                continue
            facts += careful.part(source.path, lambda s: list(_facts(s)), source) or ()
        return facts

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return the byte edits for a repair, or why a person has to make it."""
        del style
        place = repair.place
        if repair.action != "set-model":
            return MustReview("Configuration is shared by what reads it: change both together.")
        text = place.text
        quote = text[:1] if text[:1] in ("'", '"') else ""
        return [Edit(place.start, place.end, f"{quote}{ELECTRON.default_model}{quote}")]

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made.

        Raises:
            ValueError: Edits overlap, or JSON or TOML could be read before and not after.
        """
        parts: list[bytes] = []
        at = 0
        for edit in sorted(set(edits)):
            if edit.start < at or edit.end > len(data):
                raise ValueError(f"Edits overlap at byte {edit.start}.")
            parts += [data[at : edit.start], edit.replacement.encode()]
            at = edit.end
        result = b"".join([*parts, data[at:]])
        for reads in (_as_json, _as_toml):
            if reads(data) and not reads(result):
                raise ValueError("The outcome could not be parsed.")
        return result


def _as_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _as_toml(data: bytes) -> bool:
    try:
        tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        return False
    return True


def _facts(source: Source) -> Iterator[Fact]:
    data, path = source.data, source.path
    name = path.rpartition("/")[2]
    structured = plain(name.lower()).endswith((".json", ".jsonc", ".yml", ".yaml"))
    # A description of an API says what it is at its head.
    if structured and (_RECORD.search(data) or _SPEC.search(data[:4000])):
        return
    unit = Unit(path, data, "config")
    found = list(entries(name, data))
    if name.lower() == "package.json":
        # The settings that an extension of an editor or launcher offers, and nothing else.
        found = [e for e in found if {*_OFFERED} & {*e.parents[:2]}]
    models = [entry for entry in found if is_text_model(entry.value)]
    # A file with the same key over and over holds data, not settings.
    data_like = bool(_DATA_FOLDER.search(source.inside)) or (
        structured and len(models) > _MANY and data.lstrip()[:1] == b"["
    )
    azure = False
    seen: set[int] = set()
    choices: dict[tuple[str, ...], Entry | None] = {}
    for at, entry in enumerate(found):
        where = Place(unit, entry.key_start if entry.key_start >= 0 else entry.start, entry.end)
        line = unit.line_of(where.start)
        variable = entry.key if _VARIABLE.match(entry.key) else ""
        if not variable and (reference := _REFERENCE.search(entry.value)):
            variable = reference[1] or reference[2]
        # Its line counts as seen: nothing else on it is reported.
        if variable and made_up(source.inside, entry.value):
            seen.add(line)
        if variable and "AZURE" not in variable and line not in seen:
            seen.add(line)
            yield CredentialRead(place=where, variable=variable, how="stored")
        elif (
            _AZURE.match(entry.key)
            and not azure
            and (entry.key != "OPENAI_API_TYPE" or "azure" in entry.value)
        ):
            azure = True
            yield ClientMade(
                place=where,
                provider=Provider.AZURE,
                constructor=entry.key,
                confidence=Confidence.MEDIUM,
            )
        if entry.key == "enum" and structured:
            first = choices.setdefault(entry.parents, entry)
            if first is not None and is_text_model(entry.value):
                choices[entry.parents] = None
                yield ModelLogic(
                    place=Place(unit, first.start, entry.end),
                    how="restricts to",
                    detail=entry.value,
                    confidence=Confidence.LOW if data_like else Confidence.MEDIUM,
                )
            continue
        if entry.key in ("name", "label", "title") and _named_before(found, at):
            continue
        if structured and is_text_model(entry.value) and measured(found, at):
            continue
        yield from entry_parts(unit, entry)
        if _EMBEDDINGS.match(entry.value) and not data_like:
            yield FrameworkClient(
                place=where, framework="configuration", symbol=entry.key, endpoint="embeddings"
            )
        several = len(models) > 2
        named = bool(models) or b"OPENAI_" in data
        if not _label(entry, models):
            yield from _model(unit, entry, hidden=data_like, named=named, several=several)


def _label(entry: Entry, models: list[Entry]) -> bool:
    """Say whether a ``name`` only repeats the ``model`` that stands below it."""
    if entry.key not in ("name", "id", "title"):
        return False
    return any(
        other.value == entry.value
        and 0 < other.start - entry.end < _NEAR
        and re.search(r"(?i)model|engine", other.key)
        for other in models
    )


def _named_before(found: Sequence[Entry], at: int) -> bool:
    """Say whether the same object has said its model, and this is how people call it."""
    return any(
        entry.parents == found[at].parents
        and entry.key in ("id", "model", "value")
        and (is_text_model(entry.value) or entry.value == ELECTRON.default_model)
        for entry in found[max(at - 4, 0) : at]
    )


def _model(unit: Unit, entry: Entry, *, hidden: bool, named: bool, several: bool) -> Iterator[Fact]:
    place = Place(unit, entry.start, entry.end)
    if is_text_model(entry.value):
        around = (entry.key, *entry.parents)
        if any(FOREIGN_KEYS.search(part) and "openai" not in part.lower() for part in around):
            return
        if not any(_MODEL_KEY.search(part) for part in around):
            return
        # By its own key it is chosen; by a key around it, it may be one of several things.
        sure = Confidence.HIGH if re.search(r"(?i)model|engine", entry.key) else Confidence.MEDIUM
        # `o1` or `o3` by itself may be anything, unless the file has other models beside it.
        if len(entry.value) < 4 and sure is not Confidence.HIGH and not several:
            return
        yield ModelName(
            place=place, model=entry.value, route=f"configuration {entry.key}",
            confidence=Confidence.LOW if hidden else sure,
        )  # fmt: skip
    elif (
        named and not hidden and _TOKENS.match(entry.key) and re.fullmatch(r"\d[\d_]*", entry.value)
    ):
        tokens = int(entry.value.replace("_", ""))
        # What fits into Electron's context needs no other number.
        if tokens > CONTEXT_TOKENS:
            yield TokenBudget(
                place=place, name=entry.key, tokens=tokens, confidence=Confidence.MEDIUM
            )


FRONT_END = ConfigFrontEnd()
__all__ = ["FRONT_END", "ConfigFrontEnd"]
