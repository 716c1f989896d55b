"""Which JavaScript files matter, which are read with them, and what is one project."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ..frontend import Source
from . import pages
from .import_paths import EXTENSIONS, Paths
from .manifests import NAME, is_manifest
from .offered import offers
from .route_addresses import addresses, asks_for, first_words
from .starters import starters
from .syntax import installed

# Cheap, and asked of every file: one of these makes a file count by itself.
_RELEVANT = re.compile(
    rb"openai|OpenAI|OPENAI|gpt-\d|chatgpt|chat-latest|\bo\d-mini|chat\.completions|"
    rb"createChatCompletion|text-davinci|tiktoken|max_completion_tokens|"
    rb"insufficient_quota|context_length_exceeded|Incorrect API key"
)
_SPECS = re.compile(rb"""(?:from|require\(|import\(|import)\s*['"]([^'"\n]{1,200})['"]""")
_NUXT = re.compile(r"(?:^|/)nuxt\.config\.\w+$")
_AI = re.compile(rb"""from ['"]ai['"]""")
_ROUTE = re.compile(
    rb"\breq(?:uest)?\.(?:json(?:<[^()]*>)?\(|body\b)|readBody(?:<[^()]*>)?\(|\.req\.json(?:<[^()]*>)?\("
)
_TURNS = re.compile(rb"messages|[hH]istory|conversation")
_REDUCER = re.compile(rb"createSlice\(|createReducer\(|switch\s*\(\s*(?:action\.)?type\s*\)")
_PAGE = re.compile(rb"\buse(?:State|Ref)\b|(?:\bref|\$state)(?:<[^()]*>)?\(")
_COPY = re.compile(
    rb"\[\s*\.\.\.(?:\w*(?:[mM]essages|[mM]sgs|[hH]istory|[tT]urns|[cC]onversation)|"
    rb"[\w.]+,\s*\{\s*role\b)"
)
_STORES = re.compile(
    rb"\$push\b|INSERT INTO|insert into|\.insert(?:One|Many)?\(|role\s*:\s*['\"]user['\"]|"
    rb"(?:messages|[hH]istory|turns)\.push\("
)
_LONGER = re.compile(rb"\[\s*\.\.\.|\.push\(")
_HANDLES = re.compile(rb"\.(?:on|once|handle)\(\s*['\"]([\w:./-]{3,40})['\"]\s*,\s*(?:async\b|\()")
_PART = re.compile(rb"image_url['\"]?:\s*\{")
_HOOK = re.compile(
    rb"""from ['"](?:ai/(?:react|vue|svelte|solid)|@ai-sdk/(?:react|vue|svelte|solid))['"]"""
)
_OTHERS = re.compile(
    rb"""from ['"][^'"]*(?:mistral|anthropic|google|groq|ollama|cohere|bedrock)|['"]@cf/"""
)
# In bytes: a smaller file is read whatever its lines are like.
_LONGEST_LINE = 20_000
# What esbuild, webpack and rollup write before the code that they bundle, in its first bytes.
_MADE = re.compile(
    rb"BUNDLED FILE BY ESBUILD|__webpack_require__|webpackBootstrap|\bvar __(?:commonJS|esm) ="
)
_HEAD = 5_000
# Above this, a tree is analysed in parts of its own instead of as one project.
_ONE_PROJECT = 6_000_000


def is_script(path: str) -> bool:
    """Say by a file's name whether a person writes JavaScript or TypeScript in it.

    Args:
        path: The file.
    """
    if not path.endswith((*EXTENSIONS, *pages.SUFFIXES)):
        return False
    return not path.rpartition("/")[2].endswith(
        (".min.js", ".min.mjs", ".d.ts", ".d.mts", ".bundle.js", ".umd.js")
    )


def is_relevant(data: bytes) -> bool:
    """Say cheaply whether a file may matter by itself.

    Args:
        data: What it holds.
    """
    return _RELEVANT.search(data) is not None


def projects(given: Sequence[Source]) -> list[list[Source]]:
    """Group relevant sources, and those that they lead to, into projects.

    Args:
        given: All files of the language, and what lists their packages.
    """
    manifests = [source for source in given if is_manifest(source.path)]
    groups = _groups([source for source in given if not is_manifest(source.path)])
    return [
        [*group, *(m for m in manifests if _is_above(m.path, group))] if manifests else group
        for group in groups
    ]


def _is_above(manifest: str, group: list[Source]) -> bool:
    folder = manifest.removesuffix(NAME)
    return any(source.path.startswith(folder) for source in group)


def _groups(sources: Sequence[Source]) -> list[list[Source]]:
    matter = [s for s in sources if is_relevant(_code(s)) or offers(s.path, s.data)]
    if any(_NUXT.search(source.path) for source in matter):
        # What its configuration holds is asked for by a function that nobody imports.
        known = {source.path for source in matter}
        matter += [s for s in sources if b"useRuntimeConfig" in s.data and s.path not in known]
    first = {s.path: s for s in matter if not is_bundle(s.data)}
    # Each by itself, to be named and left out.
    bundles = [[source] for source in matter if source.path not in first]
    if not first:
        return bundles
    if not installed():
        # Each is named as left out: without a parser nothing can be followed.
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
        rb"['\"/@~](?:" + b"|".join(re.escape(n) for n in sorted(names)) + rb")(?:\.\w+){0,2}['\"]|"
        rb"['\"]\.\.?/?['\"]"
    )
    for source in sources:
        if source.path in kept or wanted.search(source.data) is None or is_bundle(source.data):
            continue
        imported = list(_imports(source, paths))
        leads = [path for path in imported if path in first]
        if not leads:
            continue
        kept[source.path] = source
        # Beside the wrapper a caller may import what keeps the turns.
        stores = [
            p
            for p in imported
            if p in kept or (_STORES.search(by_path[p].data) and not is_bundle(by_path[p].data))
        ]
        kept.update({path: by_path[path] for path in stores})
        edges[source.path].update(leads, stores)
    more = _histories(first.values(), list(kept.values()), sources)
    kept.update({s.path: s for s in more if s.path not in kept})
    for source, asked in _pages(sources, kept, {source.path for source in more}, paths):
        kept[source.path] = source
        edges[source.path].update(asked)
    # A page keeps a conversation with a hook, which posts it to a route that it does not import.
    kept.update({s.path: s for s in sources if _HOOK.search(s.data) and not is_bundle(s.data)})
    # A page writes a chat's parts, and posts them to a route that it does not import.
    kept.update(
        {
            s.path: s
            for s in sources
            if b"image_url" in s.data
            and s.path not in kept
            and _PART.search(s.data)
            and not _OTHERS.search(s.data)
            and not is_bundle(s.data)
        }
    )
    kept.update({s.path: s for s in _telling(list(kept.values()), sources) if s.path not in kept})
    written = {path: source for path, source in by_path.items() if not is_bundle(source.data)}
    for source in starters(first, kept, written, lambda s: list(_imports(s, paths))):
        kept[source.path] = source
        edges[source.path].update(_imports(source, paths))
    if sum(len(source.data) for source in kept.values()) <= _ONE_PROJECT:
        return [list(kept.values()), *bundles]
    return [*_components(kept, edges), *bundles]


def _histories(
    first: Iterable[Source], read: Sequence[Source], sources: Sequence[Source]
) -> list[Source]:
    """Return the files in which a list grows that a relevant file is sent, or selects.

    A route is sent one by a page that need not speak of OpenAI; a component selects one of a
    store that it does not import.
    """
    wanted: set[str] = set()
    selects = routes = False
    for source in first:
        selects = selects or b"useSelector(" in source.data
    for source in read:
        # A route need not speak of OpenAI: it imports what does.
        if _ROUTE.search(source.data) and _TURNS.search(source.data):
            routes = True
            wanted.update(addresses(source.path, source.data))
    for source in read if routes else ():
        wanted.update(addresses("", source.data))
    if not wanted and not selects:
        return []
    asks = asks_for(sorted(wanted))
    firsts = {first_words(path) for path in wanted}
    return [
        source
        for source in sources
        if not is_bundle(source.data)
        and (
            (any(path in source.data for path in firsts) and asks.search(source.data))
            or (selects and _REDUCER.search(source.data) and _LONGER.search(source.data))
        )
    ]


def _telling(read: Iterable[Source], sources: Sequence[Source]) -> list[Source]:
    """Return the files that tell a handler its turns: ``socket.emit("chat", { turns })``."""
    events = {
        event
        for source in read
        if _TURNS.search(source.data)
        for event in _HANDLES.findall(source.data)
    }
    if not events:
        return []
    tells = re.compile(
        rb"\.(?:emit|invoke|send)\(\s*['\"](?:"
        + b"|".join(map(re.escape, sorted(events)))
        + rb")['\"]"
    )
    return [
        s
        for s in sources
        if _LONGER.search(s.data) and tells.search(s.data) and not is_bundle(s.data)
    ]


def _pages(
    sources: Sequence[Source], kept: dict[str, Source], asking: set[str], paths: Paths
) -> list[tuple[Source, set[str]]]:
    """Return pages that hand their turns to what fetches a route, and which files that are."""
    found = []
    for source in sources if asking else ():
        mine = _PAGE.search(source.data) is not None and _COPY.search(source.data) is not None
        if source.path in kept or not mine or is_bundle(source.data):
            continue
        asked = asking.intersection(_imports(source, paths))
        if asked:
            found.append((source, asked))
    return found


def _code(source: Source) -> bytes:
    """Return what of a file is code: of a page, its scripts."""
    if not pages.is_page(source.path) or _RELEVANT.search(source.data) is None:
        return source.data
    return pages.scripts(source.path, source.data)


def is_bundle(data: bytes) -> bool:
    """Say whether a file is a bundle: few lines, very long ones, or a bundler's helpers first.

    Args:
        data: What it holds.
    """
    if len(data) < _LONGEST_LINE:
        return False
    return len(data) / (data.count(b"\n") + 1) > 400 or _MADE.search(data[:_HEAD]) is not None


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
