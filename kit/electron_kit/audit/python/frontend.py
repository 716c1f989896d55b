"""The Python front end: groups of files to facts, repairs to edits."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ..common.messages import Messages
from ..facts import Confidence, Fact, MessagePart, Repair
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from .batch_lines import batch_lines
from .budgets import budgets
from .cap_names import cap_names
from .chunks import chunk_indexes
from .clients import Clients
from .concurrency.reach import Reach
from .concurrency.starts import fan_outs
from .credentials import credentials
from .environment_tables import looked_up
from .errors import error_reads
from .faults import Faults
from .fields import FieldReader
from .frameworks.walk import Frameworks
from .histories import histories
from .index import Module
from .langgraph_states import graph_histories
from .legacy_errors import legacy_errors
from .messages import written
from .model_logic import Listed, LookUps, model_logic
from .models import model_names
from .module_client import module_settings
from .offered_tools import Offers
from .parse import parsed
from .parts import is_flat, other_parts
from .project import Project, module_name
from .raw import raw_requests
from .relayed import Relayed
from .relevant_files import groups
from .replies import content_uses
from .requests import Requests
from .resolve.resolver import Resolver
from .rewrite import edits_for
from .routes import route_parts
from .session_histories import session_histories
from .splice import splice_notebook, splice_python


class PythonFrontEnd:
    """Reads ``.py`` and ``.pyw`` files and notebooks."""

    name = "python"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        return path.endswith((".py", ".pyw", ".ipynb"))

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Group the sources that matter into projects whose files refer to each other."""
        return groups(sources)

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            careful = Careful(problems)
            modules = [
                module
                for source in sources
                if (module := careful.part(source.path, _module, source, problems)) is not None
            ]
            try:
                return _facts(Project(modules), careful)
            finally:
                # Facts hold places, not nodes.
                for module in modules:
                    module.forget()

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return the byte edits for a repair, or why a person has to make it."""
        return edits_for(repair, style)

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made; bytes outside of them stay."""
        if any(edit.cell is not None for edit in edits):
            return splice_notebook(data, edits)
        return splice_python(data, edits)


def _module(source: Source, problems: list[Problem]) -> Module | None:
    name, package = module_name(str(PurePosixPath(source.path)))
    module = Module(source.path, name, package, source.primary, source.inside)
    try:
        for unit, tree in parsed(source, problems):
            module.add(unit, tree)
    except RecursionError:
        problems.append(Problem(source.path, "left out: nested too deeply"))
        return None
    return module if module.units else None


def _facts(project: Project, careful: Careful) -> list[Fact]:
    resolver = Resolver(project, careful)
    clients = Clients(resolver)
    reader = FieldReader(resolver)
    requests = Requests(resolver, clients, reader)
    frameworks = Frameworks(resolver, reader, clients)
    stages: tuple[Callable[[], Iterable[Fact]], ...] = (
        requests.facts,
        lambda: frameworks.facts,
        lambda: raw_requests(requests, resolver, reader),
        lambda: batch_lines(project, resolver, reader),
        lambda: module_settings(requests, resolver, reader),
        lambda: legacy_errors(requests, resolver),
        lambda: model_names(requests, frameworks.models, frameworks=bool(frameworks.facts)),
        lambda: chunk_indexes(requests, resolver),
        lambda: histories(requests, resolver, [*frameworks.calls, *frameworks.asked]),
        lambda: graph_histories(resolver) if frameworks.calls else (),
        lambda: session_histories(resolver) if frameworks.calls else (),
        lambda: _of_modules(project, resolver, requests, frameworks),
    )
    found = [fact for stage in stages for fact in careful.stage(project, stage)]
    if careful.failed:
        # What is lost may be another reader of a name: nothing of the project is seen to move.
        return found
    parts = careful.part(project.modules[0].path if project.modules else "", route_parts,
                         project, requests, reader, found, what="routes")  # fmt: skip
    return [*found, *(parts or ())]


def _of_modules(
    project: Project, resolver: Resolver, requests: Requests, frameworks: Frameworks
) -> Iterator[Fact]:
    """Yield what is told module by module."""
    reach = Reach(requests, resolver, [*frameworks.calls, *frameworks.asked])
    messages = Messages([request.fact for request in requests.found])
    names = looked_up(project, resolver)
    asked = {request.fact.endpoint for request in requests.found}
    # Then a part whose image is no object of its own is one of a response's input.
    responses = "responses" in asked and "chat" not in asked and not frameworks.calls
    faults = Faults(resolver, reach.leads)
    offers = Offers(resolver, requests)
    listed, relayed = Listed(project.modules), Relayed(project)
    tables = LookUps(project.modules, resolver, relayed.has)
    # An answer that only another vendor gives is not Electron's to change.
    theirs = {id(call.scope.module) for call, _ in requests.foreign}
    theirs -= {id(call.scope.module) for call in (*frameworks.calls, *frameworks.asked)}
    yield from messages.sent()
    for module in project.modules:
        if not module.primary:
            continue
        others_alone = id(module) in theirs and not requests.by_module[id(module)]
        yield from credentials(module, resolver, names)
        yield from cap_names(module, resolver)
        yield from error_reads(module, faults)
        for fact in (
            *fan_outs(module, reach),
            *written(module, messages, resolver, requests.by_module[id(module)]),
            *other_parts(module, resolver, frameworks=bool(frameworks.calls or frameworks.asked)),
            *_decided(model_logic(module, resolver, listed, tables), relayed, module),
            *budgets(module),
            *(() if others_alone else content_uses(module, offers)),
        ):
            # What a test writes is made up.
            unsure = module.doubtful or (
                responses and isinstance(fact, MessagePart) and is_flat(fact.place.text)
            )
            yield replace(fact, confidence=Confidence.LOW) if unsure else fact


def _decided(facts: Iterable[Fact], relayed: Relayed, module: Module) -> Iterator[Fact]:
    """Yield what is decided by models' names, but for those that are another vendor's there."""
    return (fact for fact in facts if not relayed.decides(fact, module))


FRONT_END = PythonFrontEnd()
__all__ = ["FRONT_END", "PythonFrontEnd"]
