"""Which names of models that are kept reach nobody: nothing reads what keeps them.

A front end sees the files of its own languages, and follows values in them. Whether a variable of
an `.env.example` or a constant is read at all is asked here of every file's text, whatever its
language: what is spelled somewhere else than where it is set counts as read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .facts import Confidence
from .finding import Finding
from .frontend import Source
from .languages import MENTIONS

_CODE = re.compile(r"\.(?:py|pyw|ipynb|[cm]?[jt]sx?|vue|svelte|astro)$")
# Files of settings that only give a variable its value: what reads it is code.
_SETS = re.compile(r"(?i)(?:^|/)(?:\.?env(?:\.[\w.-]+)?|[\w.-]+\.env|dotenv[\w.]*)$")
# What only a test reads is nothing that the program asks for.
_TEST = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?|e2e)/|(?:^|/)(?:test_|conftest)[^/]*$|\.(?:test|spec)\."
)
_COMMENT = re.compile(rb"^\s*(?:#|//|\*|/\*|<!--)")
# ``from settings import NAME``: nothing is done with it yet.
_IMPORT = re.compile(rb"^\s*(?:from\s+[\w.]+\s+)?import\s")
# ``NAME: str = …``, ``export const NAME = …``, ``self.name = …``; a call's keyword has no spaces.
_DEFINES = re.compile(
    rb"^\s*(?:export\s+)?(?:(?:const|let|var|static|readonly|public|private|final)\s+)*"
    rb"(?:[\w.]+\.)?(?P<name>[A-Za-z_]\w*)(?:\s*:[^=\n]*)?\s+=\s"
)
# ``name: process.env.NAME ?? "…",`` of an object that holds the settings.
_ENTRY = re.compile(rb"^\s*(?P<name>[A-Za-z_]\w*)\s*:.*(?:\benv\b|getenv|environ)")
# Names that are put together, or read with a beginning that is left out where they are declared.
_DYNAMIC = re.compile(
    rb"env_prefix|env_nested_delimiter|envPrefix|getenv\(\s*f[\"']|environ(?:\.get)?[\[(]\s*f[\"']|"
    rb"\benv\[`"
)
# Without one of these none of them stands in a file; words are found faster than patterns.
_DYNAMIC_WORDS = (
    b"env_prefix", b"env_nested_delimiter", b"envPrefix", b"getenv(", b"environ", b"env[`",
)  # fmt: skip
# What reads a setting; any other call is given the value, and does something with it.
_READS = re.compile(
    rb"(?i)(?:env\w*|environ\.get|field|config(?:\.get)?|str|strip|lower|default)\($"
)
_CALLS = re.compile(rb"[\w.]*\(")
# JavaScript takes no name from another file that a file gives itself: what it reads is its own.
_OWN = rb"(?m)^(?:export\s+)?(?:const|let|class)\s+%s\b(?=[^;\n]*=)"
# Another file that asks the environment for a variable has nothing of what is kept here of it.
_ASKS = re.compile(rb"(?:getenv|environ(?:\.get)?|\benv)\s*(?:[(\[]\s*['\"]|\.)$")
_NEAR = 40
# What gives programs their variables, and reads no constant of theirs.
_GIVES = re.compile(
    r"(?i)\.(?:ya?ml|json|toml|ini|cfg|sh|tf|bicep)$|(?:^|/)[\w.]*Dockerfile[\w.]*$"
)
_COMPARED = rb"[=!]==?\s*(?:[\w]+\.)*%s\b"
_KEPT = re.compile(r"(?:value of|constant|configuration) (?P<name>[A-Za-z_]\w{3,})$")
_VARIABLE = re.compile(r"[A-Z][A-Z\d]*_[A-Z\d_]+$")
_FURTHEST = 4
# Files of code: fewer are a piece of a program, whose other files may read what it keeps.
_WHOLE = 4


def keeper_of(route: str, path: str) -> str | None:
    """Return the name that keeps a model's name, if it may be asked who reads it.

    Args:
        route: How the name gets to a request, as a front end says it.
        path: The file that it stands in.

    Returns:
        The name; empty for configuration of which many may read any key; None for all others.
    """
    match = _KEPT.match(route)
    if route.startswith("configuration"):
        variable = match is not None and _SETS.search(path) and _VARIABLE.match(match["name"])
        return match["name"] if match is not None and variable else ""
    return match["name"] if match is not None else None


def read_by_none(findings: Sequence[Finding], sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield findings; what only keeps a model's name that nothing reads is of low confidence.

    Args:
        findings: Those of all groups.
        sources: All files.
    """
    readers = Readers(sources)
    for finding in findings:
        name, dropped = finding.keeper, False
        if name is not None:
            dropped = bool(name and not readers.any_of(name, finding.path))
        yield replace(finding, confidence=Confidence.LOW) if dropped else finding


class Readers:
    """Knows by the text of all files which names are read.

    Args:
        sources: The files of a tree.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        """Look at nothing yet."""
        self._sources = [
            source
            for source in sources
            if not _SETS.search(source.inside) and not _TEST.search(source.inside)
        ]
        # A test that asks for real keeps its model itself.
        self._tests = {source.path for source in sources if _TEST.search(source.inside)}
        self._code = [s for s in self._sources if _CODE.search(s.name)]
        self._known: dict[tuple[str, str], bool] = {}
        self._blind: bool | None = None
        self._dynamic: bool | None = None

    def any_of(self, name: str, path: str) -> bool:
        """Say whether something may read a name, or the names that it is handed on by.

        Args:
            name: A variable of the environment, a constant, a field.
            path: The file that keeps it.
        """
        if (name, path) not in self._known:
            read = path in self._tests or self._is_blind(name) or self._follow(name, path)
            self._known[name, path] = read
        return self._known[name, path]

    def _is_blind(self, name: str) -> bool:
        """Say whether readers may be there that are not seen: other languages, names made up."""
        if self._blind is None:
            asks = any(MENTIONS.search(source.data) for source in self._code)
            self._blind = not asks or len(self._code) < _WHOLE
        if self._blind:
            return True
        if not name.isupper():
            return False
        if self._dynamic is None:
            # Once for all names: each would read the whole tree again.
            self._dynamic = any(
                any(word in source.data for word in _DYNAMIC_WORDS) and _DYNAMIC.search(source.data)
                for source in self._code
            )
        return self._dynamic

    def _follow(self, name: str, path: str) -> bool:
        seen: set[str] = set()
        # Settings' classes call their fields as the variable is called, in small letters.
        variable = name.isupper() and not _CODE.search(path)
        names = [name, name.lower()] if variable else [name]
        for _ in range(_FURTHEST):
            further: list[str] = []
            for each in names:
                seen.add(each)
                for line in self._lines(each.encode(), path if each == name else ""):
                    alias = _handed_on(line, each.encode())
                    if alias is None:
                        return True
                    further.append(alias)
            names = [alias for alias in dict.fromkeys(further) if alias and alias not in seen]
            if not names:
                return False
        return True

    def _lines(self, name: bytes, path: str) -> Iterator[bytes]:
        word = re.compile(rb"(?<![\w-])" + re.escape(name) + rb"(?![\w-])")
        own = re.compile(_OWN % re.escape(name))
        kept_in_code = _CODE.search(path) is not None
        for source in self._sources:
            data, away = source.data, kept_in_code and source.path != path
            if name not in data or (away and (own.search(data) or _GIVES.search(source.inside))):
                continue
            for match in word.finditer(data):
                if away and _ASKS.search(data, max(0, match.start() - _NEAR), match.start()):
                    continue
                start = data.rfind(b"\n", 0, match.start()) + 1
                end = data.find(b"\n", match.end())
                line = data[start : end if end >= 0 else len(data)]
                if not _COMMENT.match(line) and not _IMPORT.match(line):
                    yield line


def _handed_on(line: bytes, name: bytes) -> str | None:
    """Return the name that a line defines of another or itself, if any; None for another use."""
    if line.count(name) == 1 and re.search(_COMPARED % re.escape(name), line):
        # What is only compared decides, and asks for nothing.
        return ""
    match = _DEFINES.match(line) or _ENTRY.match(line)
    if match is None or line.count(b"(") != line.count(b")"):
        return None
    calls = _CALLS.findall(line, match.end() if b"=" in match[0] else match.end("name"))
    if not all(call == b"(" or _READS.search(call) for call in calls):
        return None
    return match["name"].decode()
