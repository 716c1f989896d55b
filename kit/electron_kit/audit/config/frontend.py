"""The front end for configuration: entries to facts, repairs to edits."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...providers import ELECTRON
from ..facts import (
    ClientMade,
    Confidence,
    CredentialRead,
    Fact,
    ModelLogic,
    Place,
    Provider,
    Repair,
    Unit,
)
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from ..hosts import is_openais_base
from ..model_names import is_text_model
from .addresses import allows, requests
from .budgets import budget
from .credentials import VARIABLE, azure_settings, echoed, variable_of
from .entry import Entry
from .fields import field_beside
from .made_up_keys import is_emptied, made_up
from .models import (
    capability,
    head_of,
    is_a_title,
    model_named,
    of_another_vendor,
    priced,
    repeats_a_model,
)
from .nodes import pieces
from .not_settings import is_data, is_record_or_api, is_settings, measured
from .relevant_files import LARGEST, RELEVANT, is_configuration
from .route_parts import entry_parts
from .scan import entries, plain

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
# What people read, and no program asks by.
_TITLES = frozenset({"label", "title", "display_name", "displayName", "description", "placeholder"})
_SHOWN = frozenset({*_TITLES, "example", "examples", "documentation_url", "docs_url"})
_STRUCTURED = (".json", ".jsonc", ".yml", ".yaml", ".tf")
_OFFERED = ("contributes", "preferences", "commands")


class ConfigFrontEnd:
    """Reads ``.env*``, YAML, TOML, JSON, INI, properties, Prisma's schemas and Dockerfiles."""

    name = "config"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        return is_configuration(path)

    def relevant(self, data: bytes) -> bool:
        """Say cheaply whether a file may matter by itself."""
        return RELEVANT.search(data) is not None

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Return the relevant files as one group: nothing is followed across them."""
        group = [source for source in sources if self.relevant(source.data)]
        return [group] if group else []

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        facts: list[Fact] = []
        careful = Careful(problems)
        for source in sources:
            if len(source.data) > LARGEST:
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
    structured = plain(name.lower()).endswith(_STRUCTURED)
    if structured and is_record_or_api(data):
        return
    unit = Unit(path, data, "config")
    found = _settings(name, data)
    models = [entry for entry in found if is_text_model(entry.value)]
    # What has moved already still has a context to keep to.
    moved = any(entry.value == ELECTRON.default_model for entry in found)
    data_like = is_data(source.inside, data, len(models), structured=structured)
    azure = {id(entry) for entry in azure_settings(found)}
    seen: set[int] = set()
    choices: dict[tuple[str, ...], Entry | None] = {}
    yield from _prices(unit, found) if structured and not data_like else ()
    if structured:
        yield from _echoed(unit, seen)
    for at, entry in enumerate(found):
        where = Place(unit, entry.key_start if entry.key_start >= 0 else entry.start, entry.end)
        line = unit.line_of(where.start)
        variable = variable_of(entry)
        # Its line counts as seen: nothing else on it is reported.
        if variable and (
            made_up(source.inside, entry.value) or is_emptied(source.inside, where.text)
        ):
            seen.add(line)
        credential = _credential(entry, where, variable, data_like=data_like)
        if credential is not None and line not in seen:
            seen.add(line)
            yield credential
        elif id(entry) in azure:
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
                    place=head_of(unit, ("enum",), first),
                    how="restricts to",
                    detail=entry.value,
                    confidence=Confidence.LOW if data_like else Confidence.MEDIUM,
                )
            continue
        table = capability(entry, models) if structured and not data_like else None
        if table is not None:
            yield from _looked_up(head_of(unit, table, entry), entry, choices, table)
            if entry.key_start < 0:
                continue
        titled = entry.key in _TITLES or (entry.key == "name" and is_a_title(found, at))
        if titled or (
            structured
            and is_text_model(entry.value)
            and measured(found, at, settings=is_settings(source.inside))
        ):
            continue
        yield from entry_parts(unit, entry)
        if not data_like:
            yield from (*requests(unit, entry), *field_beside(unit, found, at))
            yield from pieces(unit, where, entry)
        several = len(models) > 2
        named = bool(models) or moved or b"OPENAI_" in data
        if not repeats_a_model(entry, models) and not of_another_vendor(found, at):
            yield from model_named(unit, entry, hidden=data_like, several=several)
            if named and not data_like:
                yield from budget(unit, entry)


def _credential(
    entry: Entry, where: Place, variable: str, *, data_like: bool
) -> CredentialRead | None:
    """Return what an entry sets of OpenAI's key and address, if it does."""
    if variable:
        stored = CredentialRead(place=where, variable=variable, how="stored")
        return None if "AZURE" in variable else stored
    if data_like or entry.key in _SHOWN or not is_openais_base(entry.key, entry.value):
        return None
    return CredentialRead(place=where, variable=entry.key, how="set to OpenAI's address")


def _settings(name: str, data: bytes) -> list[Entry]:
    """Return a file's entries."""
    found = list(_by_their_names(entries(name, data)))
    if name.lower() == "package.json":
        # The settings that an extension of an editor or launcher offers, and nothing else.
        return [e for e in found if {*_OFFERED} & {*e.parents[:2]}]
    if name.lower() == "manifest.json":
        # A browser's extension asks for hosts; the rest of it is said to people.
        return [e for e in found if allows(e)]
    return found


def _echoed(unit: Unit, seen: set[int]) -> Iterator[CredentialRead]:
    """Yield the variables that a workflow's commands write into a file, one a line."""
    for start, end, variable in echoed(unit.data):
        if unit.line_of(start) not in seen and "AZURE" not in variable:
            seen.add(unit.line_of(start))
            yield CredentialRead(place=Place(unit, start, end), variable=variable, how="stored")


def _prices(unit: Unit, found: Sequence[Entry]) -> Iterator[ModelLogic]:
    """Yield tables of prices or limits by models' names, each at the first of its models."""
    tables: dict[tuple[str, ...], tuple[Entry, str]] = {}
    told: set[tuple[str, ...]] = set()
    for entry in found:
        at = priced(entry)
        if at is None or at[0] in told:
            continue
        first, model = tables.setdefault(at[0], (entry, at[1]))
        if model != at[1]:
            # Of one model only it is what that one is set up with.
            told.add(at[0])
            yield ModelLogic(
                place=head_of(unit, at[0] or (model,), first),
                how="looks up",
                detail=model,
                confidence=Confidence.MEDIUM,
            )


def _looked_up(
    where: Place, entry: Entry, known: dict[tuple[str, ...], Entry | None], table: tuple[str, ...]
) -> Iterator[ModelLogic]:
    """Yield a table of what models can do, once."""
    if table not in known:
        known[table] = None
        yield ModelLogic(
            place=where, how="looks up", detail=entry.value, confidence=Confidence.MEDIUM
        )


def _by_their_names(found: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries; a variable that is spelled as a name and a value gets its name as key.

    ``- name: LLM_MODEL`` and ``value: gpt-4o`` below it, as Kubernetes and others have it.
    """
    every = list(found)
    named: Entry | None = None
    for at, entry in enumerate(every):
        follows = named is not None and entry.key == "value" and named.parents == entry.parents
        if follows and named is not None and not named.value.startswith("AZURE_OPENAI_"):
            yield entry if VARIABLE.match(named.value) else replace(entry, key=named.value)
        elif not follows and entry.key in ("name", "key") and _VARIABLE.fullmatch(entry.value):
            named = entry
            after = every[at + 1] if at + 1 < len(every) else entry
            said = after.value if after.key == "value" else ""
            if VARIABLE.match(entry.value) or entry.value.startswith("AZURE_OPENAI_"):
                yield replace(entry, key=entry.value, value=said)
            else:
                yield entry
        elif not follows:
            yield entry


FRONT_END = ConfigFrontEnd()
__all__ = ["FRONT_END", "ConfigFrontEnd"]
