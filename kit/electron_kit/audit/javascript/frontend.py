"""The JavaScript and TypeScript front end: groups of files to facts, repairs to edits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

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
from .behaviour import behaviour
from .clients import Clients
from .credentials import Credentials
from .fields import FieldReader
from .frameworks import Frameworks
from .index import Module
from .messages import messages
from .models import Models
from .project import EXTENSIONS, Paths, Project
from .raw import Raw
from .requests import Requests
from .resolve import Resolver
from .rewrite import edits_of, spliced
from .routes import route_parts
from .senders import Senders
from .syntax import grammar_of, how_to_install, installed, parse

# Cheap, and asked of every file: one of these makes a file count by itself.
_RELEVANT = re.compile(
    rb"openai|OpenAI|OPENAI|gpt-\d|chatgpt|chat-latest|\bo\d-mini|chat\.completions|"
    rb"createChatCompletion|text-davinci|tiktoken|"
    rb"insufficient_quota|context_length_exceeded|Incorrect API key"
)
_SPECS = re.compile(rb"""(?:from|require\(|import\(|import)\s*['"]([^'"\n]{1,200})['"]""")
_AI = re.compile(rb"""from ['"]ai['"]""")
# In bytes: a smaller file is read whatever its lines are like.
_LONGEST_LINE = 20_000
# Above this, a tree is analysed in parts of its own instead of as one project.
_ONE_PROJECT = 6_000_000


class JavaScriptFrontEnd:
    """Reads ``.js .mjs .cjs .jsx .ts .mts .cts .tsx``, and the scripts in pages."""

    name = "javascript"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        if not path.endswith((*EXTENSIONS, *pages.SUFFIXES)):
            return False
        name = path.rpartition("/")[2]
        return not name.endswith(
            (".min.js", ".min.mjs", ".d.ts", ".d.mts", ".bundle.js", ".umd.js")
        )

    def relevant(self, data: bytes) -> bool:
        """Say cheaply whether a file may matter by itself."""
        return _RELEVANT.search(data) is not None

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Group relevant sources, and those that they lead to, into projects."""
        matter = [source for source in sources if self.relevant(_code(source))]
        first = {s.path: s for s in matter if not _generated(s.data)}
        # Each by itself, to be named and left out.
        bundles = [[source] for source in matter if source.path not in first]
        if not first:
            return bundles
        if not installed():
            return [list(first.values()), *bundles]
        paths = Paths(source.path for source in sources)
        by_path = {source.path: source for source in sources}
        kept = dict(first)
        edges: dict[str, set[str]] = defaultdict(set)
        # What relevant files import, and what that imports.
        new = list(first.values())
        for _ in range(3):
            found: dict[str, Source] = {}
            for source in new:
                for path in _imports(source, paths):
                    edges[source.path].add(path)
                    if path not in kept:
                        found[path] = by_path[path]
            kept.update(found)
            new = list(found.values())
        if any(b"@ai-sdk/openai" in source.data for source in first.values()):
            # A model may be handed to what only names the AI SDK.
            kept.update({s.path: s for s in sources if _AI.search(s.data)})
        # Who imports a relevant file: callers of wrappers.
        names = {path.rpartition("/")[2].partition(".")[0].encode() for path in first}
        names |= {path.split("/")[-2].encode() for path in first if "/index." in path}
        wanted = re.compile(
            rb"['\"/@~](?:" + b"|".join(re.escape(n) for n in sorted(names)) + rb")(?:\.\w+)?['\"]"
        )
        for source in sources:
            if source.path in kept or wanted.search(source.data) is None or _generated(source.data):
                continue
            leads = [path for path in _imports(source, paths) if path in first]
            if leads:
                kept[source.path] = source
                edges[source.path].update(leads)
        if sum(len(source.data) for source in kept.values()) <= _ONE_PROJECT:
            return [list(kept.values()), *bundles]
        return [*_components(kept, edges), *bundles]

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        if not installed():
            kind = "JavaScript and TypeScript"
            problems.append(Problem("*.js, *.ts", how_to_install(), unread=False))
            problems += [Problem(source.path, "left out", kind=kind) for source in sources]
            return []
        if len(sources) == 1 and _generated(sources[0].data):
            reason = (
                f"left out: {len(sources[0].data) / 1e3:.0f} kB in long lines, made by a machine"
            )
            problems.append(Problem(sources[0].path, reason, kind="bundled JavaScript"))
            return []
        careful = Careful(problems)
        modules = [
            module
            for source in sources
            if (module := careful.part(source.path, _module, source, problems)) is not None
        ]
        return _facts(Project(modules), careful)

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return the byte edits for a repair, or why a person has to make it."""
        return edits_of(repair, style)

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made.

        Raises:
            ValueError: Edits overlap, or the outcome has more errors of syntax than before.
        """
        return spliced(data, edits)


def _code(source: Source) -> bytes:
    """Return what of a file is code: of a page, its scripts."""
    if not pages.is_page(source.path) or _RELEVANT.search(source.data) is None:
        return source.data
    return pages.scripts(source.path, source.data)


def _generated(data: bytes) -> bool:
    """Say whether a file is a bundle: few lines, very long ones."""
    if len(data) < _LONGEST_LINE:
        return False
    return len(data) / (data.count(b"\n") + 1) > 400


def _imports(source: Source, paths: Paths) -> Iterator[str]:
    for match in _SPECS.finditer(source.data):
        path = paths.find(match[1].decode("utf-8", "replace"), source.path)
        if path is not None and path != source.path:
            yield path


def _components(kept: dict[str, Source], edges: dict[str, set[str]]) -> list[list[Source]]:
    root = {path: path for path in kept}

    def find(path: str) -> str:
        while root[path] != path:
            root[path] = root[root[path]]
            path = root[path]
        return path

    for path, others in edges.items():
        for other in others:
            if path in root and other in root:
                root[find(path)] = find(other)
    groups: dict[str, list[Source]] = defaultdict(list)
    for path, source in kept.items():
        groups[find(path)].append(source)
    return list(groups.values())


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


def _facts(project: Project, careful: Careful) -> list[Fact]:
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
    active = any(
        (isinstance(f, Call | RawRequest) and f.endpoint == "chat")
        or (isinstance(f, FrameworkClient) and f.endpoint == "chat")
        or (isinstance(f, ClientMade) and f.provider in (Provider.OPENAI, Provider.AZURE))
        for f in facts
    ) or bool(frameworks.models)
    names = [*frameworks.models, *raw.models]
    for last in (
        lambda: Models(resolver, calls, names).facts(active=active),
        lambda: messages(resolver, calls, frameworks.messages, chats=frameworks.chats),
        lambda: Credentials(resolver, made).facts(),
        lambda: behaviour(Senders(resolver, reader, requests, raw, frameworks)),
    ):
        facts += careful.stage(project, last)
    # What is lost may be another client or another reader of a name: then nothing moves.
    return facts if careful.failed else [*facts, *route_parts(requests, raw, facts)]


FRONT_END = JavaScriptFrontEnd()
__all__ = ["FRONT_END", "JavaScriptFrontEnd"]
