"""Which files are read at all, and which of them are read together.

A tree holds many files that have nothing to do with OpenAI: they are told by their bytes
and never parsed. A file with a *strong* mark (it names OpenAI or one of its models) counts
by itself. One with a *weak* mark (a role, a tool call, a pool of threads) counts if imports
link it to a strong one. What a strong one imports is read beside it, for constants, without
being reported on.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..frontend import Source
from .project import module_name
from .test_files import is_test

# Plain substrings: looked for one after the other they cost a tenth of one pattern.
_STRONG = (
    b"openai", b"OpenAI", b"OPENAI", b"gpt-", b"chat-latest", b"-mini", b"chat.completions",
    b"ChatCompletion", b"tiktoken", b"litellm", b"LiteLLM", b"dspy", b"from agents import",
    b"import agents", b"from swarm import", b"from crewai", b"aisuite", b"from mem0",
)  # fmt: skip
# Marks of code around a request. Alone they say nothing: such a file is read if a way of imports
# leads between it and a strong one.
_WEAK = (
    b"image_url", b"input_audio", b"'role'", b'"role"', b"role: str", b"role=", b".append(m",
    b"tool_calls", b"INSERT INTO", b"$push", b"list_append", b".rpush(",
    b"response_format",
    b"encoding_for_model", b"gather(", b"PoolExecutor", b"max_tokens", b".choices",
    b"create_task(", b"as_completed(", b"embeddings.create", b"responses.create",
    b"moderations.create", b"images.generate", b".audio.",
    b"reasoning_effort", b"history.append", b"messages.append", b" stop=", b"(stop=",
    b" n=", b"(n=", b"o1-", b"o3-", b'"o1"', b'"o3"', b"'o1'", b"'o3'",
    b".output_text", b"function_call", b"add_messages", b"operator.add",
    b'"configurable"',
    b"context_length", b"maximum context", b"rate_limit", b"rate limit", b"insufficient_quota",
    b"Thread(", b"start_soon(", b"Parallel(", b"thread_map", b"process_map", b".submit(", b"Pool(",
    b"run_in_executor", b"n_jobs", b"num_proc", b"max_concurrency", b"parallel_apply",
    b"Agent(", b"Agent[", b"structured_", b"create_agent(", b"react_agent(", b"model=",
    b"agents.memory", b"responses.parse", b".files.", b".batches.", b"vector_stores", b".models.",
    b"stream_mode", b".stream_events(", b"output_text.delta", b".run_stream(",
    b"chat_model_stream", b"message_history", b"MessageHistory(",
    b"MODEL_", b"PRIC",
)  # fmt: skip
# What several of them have in common is looked for once: most files hold none of it.
_COMMON = (
    b"role",
    b"o1",
    b"o3",
    b"n=",
    b"stop=",
    b"create",
    b"model",
    b"Pool",
    b"_agent(",
    b"Agent",
)


def _by_common(marks: Sequence[bytes]) -> dict[bytes, list[bytes]]:
    """Return marks by what they have in common with others, or by themselves."""
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for mark in marks:
        found[next((common for common in _COMMON if common in mark), mark)].append(mark)
    return found


_WEAK_BY_COMMON = tuple(_by_common(_WEAK).items())
_IMPORT = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*\"?(?:from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n#\\\"]+)|"
    rb"import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
# How long such a list lives is told by where the class's objects are made.
_OWN_LIST = re.compile(
    rb"self\.\w*(?:messages|history|conversation|memory|turns)\w*\.append\(|\.all_messages\("
)
_TESTS = frozenset({"tests", "test", "testing"})
_MAKES_MODEL = (b"langchain_openai", b"init_chat_model")
_CLASS = re.compile(rb"^class[ \t]+(\w+)", re.MULTILINE)
# What a file says that sends requests; where many do, none of them is a wrapper for the others.
_SENDS = (b"completions.create", b"completions.parse", b"ChatCompletion", b"chat/completions")
_MANY_SENDERS = 12
_ABSTRACT = re.compile(rb"abstractmethod|\bProtocol\b|NotImplementedError")
# So many that are handed what asks, or so many that hand it: more is a tree of its own kind.
_MANY_STARTERS = 8
_METHOD = re.compile(rb"^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)\([ \t\n]*self\b", re.MULTILINE)
_ASKED = re.compile(rb"\w\.(\w+)\(")
_SHORT_NAME = 6
# In bytes: a larger group is read in parts, or one process would hold it all.
# `_BESIDE` is what each part gets of the files that it imports.
_SPLIT = 1_500_000
_BESIDE = 400_000
_SMALL = 12_000
_STARTS = (b"Semaphore(", b"PoolExecutor", b"Limiter(", b"Pool(")
# What runs many at once stands a few files away from the request.
_FANS = (b"gather(", b"PoolExecutor", b"create_task(", b"as_completed(", b".submit(", b"Pool(")


# A route that is posted a conversation, and hands it to what asks.
_POSTED = (b"get_json(", b"request.json", b"request.body", b'event["body"]', b"BaseModel")
_TURNS = re.compile(rb"(?i)messages|histor|conversation|turns")


def is_strong(data: bytes) -> bool:
    """Say whether a file counts by itself."""
    return any(mark in data for mark in _STRONG)


def _is_weak(data: bytes) -> bool:
    # Loops: a generator's steps cost as much as the search in most files.
    for common, marks in _WEAK_BY_COMMON:
        if common in data:
            for mark in marks:
                if mark in data:
                    return True
    return any(mark in data for mark in _POSTED) and _TURNS.search(data) is not None


def groups(sources: Sequence[Source]) -> list[list[Source]]:
    """Return the files to read, those that refer to each other together.

    Args:
        sources: Every Python file and notebook of the tree.
    """
    strong = {i for i, source in enumerate(sources) if is_strong(source.data)}
    if not strong:
        return []
    weak = {
        i
        for i, source in enumerate(sources)
        if i not in strong
        # A package's ``__init__`` hands names on.
        and (
            _is_weak(source.data)
            or (source.path.endswith("__init__.py") and b"import" in source.data)
        )
    }
    table = _Table(sources)
    # A test brings together what the program itself keeps apart.
    weak |= _programs(sources, _between(sources, table, strong, weak))
    edges: dict[int, set[int]] = defaultdict(set)
    imports: dict[int, set[int]] = defaultdict(set)
    beside: dict[int, set[int]] = defaultdict(set)
    fans = {i for i in strong | weak if any(mark in sources[i].data for mark in _FANS)}
    weak |= _programs(sources, _towards(fans, strong | weak, table))
    weak |= _programs(sources, _shapes(sources, table, strong))
    weak |= _programs(sources, _wired(sources, table, strong, fans) - strong)
    for i in strong | weak:
        for j in table.imports(i):
            if j == i:
                continue
            if j in strong or j in weak:
                imports[i].add(j)
                edges[i].add(j)
                edges[j].add(i)
            elif i in strong or (
                len(sources[j].data) < _SMALL and any(m in sources[i].data for m in _STARTS)
            ):
                # How many run at once may stand in a file of settings.
                beside[i].add(j)
    for i, j in (*_handed_models(sources, strong, weak), *_by_method(sources, strong, fans)):
        edges[i].add(j)
        edges[j].add(i)
    for i in sorted(strong):
        beside[i] |= _makers(i, sources, strong | weak)
    found = []
    seen: set[int] = set()
    for i in sorted(strong):
        if i in seen:
            continue
        # Two steps from a strong file: a helper, and what calls the helper.
        component, frontier = [i], [(i, 0)]
        seen.add(i)
        while frontier:
            current, distance = frontier.pop()
            for j in edges[current]:
                # A package's ``__init__`` only hands names on, unless it is a module of its own.
                on = sources[j].path.endswith("__init__.py") and len(sources[j].data) < _SMALL
                step = 0 if j in strong else distance + (not on)
                if j not in seen and step <= (3 if j in fans else 2):
                    seen.add(j)
                    component.append(j)
                    frontier.append((j, step))
        found += _parts(sorted(component), sources, imports, beside)
    return found


def _programs(sources: Sequence[Source], some: set[int]) -> set[int]:
    """Return those of some sources that are no tests."""
    return {i for i in some if not is_test(sources[i].inside, [sources[i].data])}


def _towards(fans: set[int], marked: set[int], table: _Table) -> set[int]:
    """Return the files without a mark by which a file that runs many at once gets at a request."""
    near = {j for i in fans for j in table.imports(i)} - marked
    return {j for j in near if table.imports(j) & marked - {j}}


def _between(
    sources: Sequence[Source], table: _Table, strong: set[int], weak: set[int]
) -> set[int]:
    """Return the sources that say nothing of OpenAI's, and bring together two that do.

    Such as a service that asks a client's wrapper of one file for the model of another.
    """
    senders = {i for i in strong if any(mark in sources[i].data for mark in _SENDS)}
    if len(strong) < 2 or not senders or len(senders) > _MANY_SENDERS:
        return set()
    words = {table.names[i][0].rpartition(".")[2].encode() for i in senders}
    return {
        i
        for i, source in enumerate(sources)
        if i not in strong
        and i not in weak
        and any(word in source.data for word in words)
        and (named := table.imports(i)) & senders
        and len(named & strong) > 1
    }


def _shapes(sources: Sequence[Source], table: _Table, strong: set[int]) -> set[int]:
    """Return the files of the abstract classes that those which send requests implement.

    Who is handed an implementation imports nothing else.
    """
    return {
        j
        for i in strong
        if any(mark in sources[i].data for mark in _SENDS)
        for j in table.imports(i)
        if j not in strong and _ABSTRACT.search(sources[j].data)
    }


def _wired(sources: Sequence[Source], table: _Table, strong: set[int], fans: set[int]) -> set[int]:
    """Return the files that bring one that sends requests together with one that asks many.

    The second is handed the first's object or function, and imports nothing of it.
    """
    senders = {i for i in strong if any(mark in sources[i].data for mark in _SENDS)}
    starters = {i for i in fans - senders if not table.imports(i) & strong}
    if not starters or not senders or len(starters) > _MANY_STARTERS:
        return set()
    words = {table.names[i][0].rpartition(".")[2].encode() for i in starters}
    found = {
        i
        for i, source in enumerate(sources)
        if i not in starters
        and any(word in source.data for word in words)
        and table.imports(i) & starters
        and table.imports(i) & strong
    }
    return found if len(found) <= _MANY_STARTERS else set()


def _by_method(
    sources: Sequence[Source], strong: set[int], fans: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of a file that sends requests and one that is handed its object and asks many.

    The second imports nothing of the first's: it is told by a method's name that no other file
    defines.
    """
    senders = [i for i in strong if any(mark in sources[i].data for mark in _SENDS)]
    alone = [i for i in sorted(fans) if sources[i].data.count(b".") and i not in senders]
    if not senders or not alone or len(senders) > _MANY_SENDERS:
        return
    homes: dict[bytes, set[int]] = defaultdict(set)
    for i in senders:
        for name in _METHOD.findall(sources[i].data):
            if len(name) > _SHORT_NAME and b"_" in name.strip(b"_"):
                homes[name].add(i)
    for i in alone:
        asked = set(_ASKED.findall(sources[i].data)) & homes.keys()
        for name in sorted(asked)[:20]:
            if len(homes[name]) == 1 and not is_test(sources[i].inside, [sources[i].data]):
                yield next(iter(homes[name])), i


def _handed_models(
    sources: Sequence[Source], strong: set[int], weak: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of a file that makes a model of LangChain's and one that binds what it is handed.

    What lies between them, such as a graph's configuration, has no mark. The one that makes it
    stands above, or in a folder beside.
    """
    makers = [i for i in strong if any(mark in sources[i].data for mark in _MAKES_MODEL)]
    if not makers:
        return
    for j in weak:
        if b".with_structured_output(" not in sources[j].data:
            continue
        path = sources[j].path
        near = {i: _reach(sources[i].path) for i in makers}
        best = max((i for i in makers if path.startswith(near[i])), key=lambda i: len(near[i]),
                   default=None)  # fmt: skip
        if best is not None:
            yield best, j


def _reach(path: str) -> str:
    """Return the folder above the one that a file stands in, or its own at the top."""
    own = path.rpartition("/")[0]
    above = own.rpartition("/")[0]
    return f"{above}/" if above else f"{own}/" if own else ""


def _makers(i: int, sources: Sequence[Source], read: set[int]) -> set[int]:
    """Return the sources that are not read anyway and make objects that keep lists of messages."""
    data = sources[i].data
    if not _OWN_LIST.search(data):
        return set()
    module = module_name(sources[i].path)[0].rpartition(".")[2].encode()
    made = [name + b"(" for name in _CLASS.findall(data)]
    return {
        j
        for j, source in enumerate(sources)
        if j not in read and module in source.data and any(name in source.data for name in made)
    }


def _parts(
    component: list[int],
    sources: Sequence[Source],
    imports: dict[int, set[int]],
    beside: dict[int, set[int]],
) -> list[list[Source]]:
    """Return a component as one group, or in parts that fit into memory."""
    parts: list[list[int]] = [[]]
    size = 0
    for i in component:
        length = min(len(sources[i].data), _SPLIT)
        if size + length > _SPLIT and parts[-1]:
            parts.append([])
            size = 0
        parts[-1].append(i)
        size += length
    result = []
    for part in parts:
        inside = set(part)
        near: set[int] = set()
        for i in part:
            near |= beside[i] | (imports[i] if len(parts) > 1 else set())
        helpers, size = [], 0
        for j in sorted(near - inside):
            size += len(sources[j].data)
            if size > _BESIDE:
                break
            helpers.append(replace(sources[j], primary=False))
        result.append([*(sources[i] for i in part), *helpers])
    return result


class _Table:
    """Modules by the last part of their names."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.names = [module_name(source.path) for source in sources]
        self._imports: dict[int, set[int]] = {}
        self.by_last: dict[str, list[int]] = defaultdict(list)
        for i, (name, _) in enumerate(self.names):
            self.by_last[name.rpartition(".")[2]].append(i)

    def imports(self, i: int) -> set[int]:
        """Return the sources that a source's import lines name."""
        if i not in self._imports:
            self._imports[i] = self._read(i)
        return self._imports[i]

    def _read(self, i: int) -> set[int]:
        found: set[int] = set()
        for match in _IMPORT.finditer(self.sources[i].data):
            origin, names, plain = match.groups()
            if plain is not None:
                for part in plain.decode("ascii", "replace").split(","):
                    words = part.split()
                    if words:
                        found |= self._named(words[0], i)
                continue
            base = origin.decode("ascii", "replace")
            found |= self._named(base, i)
            for part in names.decode("utf-8", "replace").strip("()").split(","):
                words = part.split()
                if words and words[0] != "*":
                    found |= self._named(f"{base}{'' if base.endswith('.') else '.'}{words[0]}", i)
        return found

    def _named(self, name: str, importer: int) -> set[int]:
        level = len(name) - len(name.lstrip("."))
        if not level and name.partition(".")[0] in sys.stdlib_module_names:
            return set()
        candidates = self.by_last.get(name.rpartition(".")[2] or "", ())
        if level:
            base, package = self.names[importer]
            parts = base.split(".")
            parts = parts if package else parts[:-1]
            parts = parts[: len(parts) - (level - 1)]
            rest = name.lstrip(".")
            wanted = ".".join([*parts, *([rest] if rest else [])])
            candidates = self.by_last.get(wanted.rpartition(".")[2], ())
            return {j for j in candidates if self.names[j][0] == wanted}
        matching = [
            j
            for j in candidates
            if self.names[j][0] == name or self.names[j][0].endswith("." + name)
        ]
        if name.partition(".")[0] in _TESTS:
            # Every project has one: it is the one of the folder above that is meant.
            own = self.names[importer][0]
            matching = [j for j in matching if own.startswith(self.names[j][0].removesuffix(name))]
        if len(matching) <= 1:
            return set(matching)
        here = self.names[importer][0].split(".")
        best = max(matching, key=lambda j: _shared(self.names[j][0].split("."), here))
        return {best}


def _shared(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
