"""The JavaScript and TypeScript front end: groups of files to facts, repairs to edits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..facts import (
    Call,
    ClientMade,
    Fact,
    FrameworkClient,
    LegacyUse,
    Provider,
    RawRequest,
    Repair,
    Unit,
)
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from . import pages
from .batch_lines import batch_lines
from .behaviour import behaviour
from .cap_names import cap_names
from .clients import Clients
from .credentials import Credentials
from .fields import FieldReader
from .frameworks.walk import Frameworks
from .index import Module
from .manifests import Manifests, is_manifest
from .messages import messages
from .models import Models
from .project import Project
from .raw import Raw
from .relevant_files import is_bundle, is_relevant, is_script, projects
from .requests import Requests
from .resolve import Resolver
from .rewrite import edits_of, spliced
from .routes import route_parts
from .senders import Senders
from .syntax import grammar_of, how_to_install, installed, parse
from .test_files import is_test


class JavaScriptFrontEnd:
    """Reads ``.js .mjs .cjs .jsx .ts .mts .cts .tsx``, and the scripts in pages."""

    name = "javascript"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        return is_script(path)

    def relevant(self, data: bytes) -> bool:
        """Say cheaply whether a file may matter by itself."""
        return is_relevant(data)

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Group relevant sources, and those that they lead to, into projects."""
        return projects(sources)

    def analyse(self, given: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        sources = [source for source in given if not is_manifest(source.path)]
        manifests = Manifests(source for source in given if is_manifest(source.path))
        if not installed():
            kind = "JavaScript and TypeScript"
            problems.append(Problem("*.js, *.ts", how_to_install(), unread=False))
            problems += [Problem(source.path, "left out", kind=kind) for source in sources]
            return []
        if len(sources) == 1 and is_bundle(sources[0].data):
            reason = f"left out: {len(sources[0].data) / 1e3:.0f} kB, made by a machine"
            problems.append(Problem(sources[0].path, reason, kind="bundled JavaScript"))
            return []
        careful = Careful(problems)
        modules = [
            module
            for source in sources
            if (module := careful.part(source.path, _module, source, problems)) is not None
        ]
        asked = any(source.asked for source in sources)
        try:
            return _facts(Project(modules, manifests), careful, asked=asked)
        finally:
            # Facts hold places, not nodes.
            for module in modules:
                module.forget()

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return the byte edits for a repair, or why a person has to make it."""
        return edits_of(repair, style)

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made.

        Raises:
            ValueError: Edits overlap, or the outcome has more errors of syntax than before.
        """
        return spliced(data, edits)


def _module(source: Source, problems: list[Problem]) -> Module | None:
    try:
        source.data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(source.path, f"left out: not in UTF-8 (byte {error.start})"))
        return None
    page = pages.is_page(source.path)
    grammar = pages.grammar(source.path, source.data) if page else grammar_of(source.name)
    language = "javascript" if grammar == "javascript" else "typescript"
    unit = Unit(source.path, source.data, language)
    module = Module(source.path, unit, source.inside)
    root, broken = parse(unit, module, grammar)
    if broken and not root.children:
        problems.append(Problem(source.path, f"left out: not {language.title()}"))
        return None
    if broken and all(child.kind == "ERROR" for child in root.children):
        problems.append(Problem(source.path, f"left out: it could not be parsed as {language}"))
        return None
    try:
        module.index(root)
    except RecursionError:
        problems.append(Problem(source.path, "left out: nested too deeply"))
        return None
    return module


def _names_chats(project: Project) -> bool:
    """Say whether a project has OpenAI's host and the path of chats, wherever they meet."""
    texts = [module.unit.data for module in project.modules if not is_test(module)]
    return any(map(_CHATS.search, texts)) and any(b"//api.openai.com" in text for text in texts)


_CHATS = re.compile(rb"/chat/completions['\"`]")


def _may_chat(client: ClientMade) -> bool:
    """Say whether unseen chats may go through a client: not if it asks for responses instead.

    A request for a response that can be made a chat is said to be one there.
    """
    known = client.provider in (Provider.OPENAI, Provider.AZURE)
    return known and not client.endpoints & {"chat", "responses"}


def _facts(project: Project, careful: Careful, *, asked: bool) -> list[Fact]:
    resolver = Resolver(project, careful)
    clients = Clients(resolver)
    reader = FieldReader(resolver)
    requests = Requests(resolver, clients, reader)
    frameworks = Frameworks(resolver, clients, reader)
    raw = Raw(resolver, reader)
    facts: list[Fact] = []
    for stage in (requests.facts, frameworks.facts, raw.facts):
        facts += careful.stage(project, stage)
    calls = [fact for fact in facts if isinstance(fact, Call)]
    made: list[Fact] = [f for f in facts if isinstance(f, ClientMade | FrameworkClient | LegacyUse)]
    chats = any(
        isinstance(f, Call | RawRequest | FrameworkClient) and f.endpoint == "chat" for f in facts
    ) or bool(frameworks.models)
    named = _names_chats(project)
    chats = chats or named
    active = chats or any(isinstance(f, ClientMade) and _may_chat(f) for f in facts)
    menus = chats or asked or any(call.chats for call in calls)
    asks = any(isinstance(f, Call | RawRequest) and f.endpoint == "responses" for f in facts)
    names = [*frameworks.models, *raw.models]
    for last in (
        lambda: Models(resolver, calls, names, requests.elsewhere).facts(
            active=active, asks=asks, asked=asked, menus=menus or not asks
        ),
        lambda: messages(
            resolver,
            calls,
            frameworks.messages,
            chats=frameworks.chats,
            named=named,
            responses=asks,
        ),
        lambda: batch_lines(resolver),
        lambda: Credentials(resolver, made).facts(),
        lambda: cap_names(resolver),
        lambda: behaviour(Senders(resolver, reader, requests, raw, frameworks)),
    ):
        facts += careful.stage(project, last)
    # What is lost may be another client or another reader of a name: then nothing moves.
    if careful.failed:
        return facts
    first = project.modules[0].path if project.modules else ""
    return [*facts, *(careful.part(first, route_parts, requests, raw, facts, what="routes") or ())]


FRONT_END = JavaScriptFrontEnd()
__all__ = ["FRONT_END", "JavaScriptFrontEnd"]
