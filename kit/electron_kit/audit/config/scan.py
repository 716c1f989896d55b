"""Entries of configuration files: a key, a value, and where they stand.

These are readers of lines and tokens, not parsers: a place is exact, comments are left
out, and a file that is a template (Helm, Jinja) or broken is read as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .entry import Entry, make_entry
from .terraform import terraform

_ENV = re.compile(
    # A byte-order mark may stand before the first.
    rb"^(?:\xef\xbb\xbf)?[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][\w.]*)[ \t]*=[ \t]*"
    rb"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\n#]*?)[ \t]*(?:#.*)?\r?$",
    re.M,
)
# ``{{ .Values.model | default "gpt-4o" | quote }}`` of Helm
_HELM = re.compile(r"""\{\{.*\bdefault\s+(?P<quote>["'])(?P<default>[^"'{}]+)(?P=quote)""")
# ``${MODEL:-gpt-4o}`` of shells and compose, ``${MODEL:gpt-4o}`` of Spring.
_DEFAULT = re.compile(r"\$\{(?P<name>[\w.-]+)(?::[-=]?|[-=])(?P<default>[^${}]+)\}$")
# ``${env:MODEL, 'gpt-4o'}`` of the Serverless Framework.
_OTHERWISE = re.compile(
    r"\$\{(?:\w+:)?(?P<name>[\w.-]+),[ \t]*['\"]?(?P<default>[^'\"${}]+)['\"]?\}$"
)
_SECTION = re.compile(rb"^[ \t]*\[(?P<name>[^\]\n]+)\][ \t]*\r?$", re.M)
_PROPERTY = re.compile(
    rb"^[ \t]*(?P<key>[\w.-]+(?:\[\d+\])?)(?:[ \t]*[=:][ \t]*|[ \t]+)"
    rb"(?P<value>[^\r\n]*?)[ \t]*\r?$",
    re.M,
)
# ``model String @default("gpt-4o")`` of Prisma.
_PRISMA = re.compile(
    rb"^[ \t]*(?P<key>\w+)[ \t]+[\w\[\]?]+[ \t][^\n/]*?@default\((?P<value>\"[^\"\n]*\")\)", re.M
)
_DOCKER = re.compile(rb"^[ \t]*(?:ENV|ARG)[ \t]+(?P<rest>(?:[^\n\\]|\\\r?\n|\\.)*)", re.M | re.I)
_PAIR = re.compile(rb"(?P<key>[A-Za-z_]\w*)=(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'\\]*)")
_SPACED = re.compile(rb"(?P<key>[A-Za-z_]\w*)[ \t]+(?P<value>[^\n]+)")
_TOML_TABLE = re.compile(rb"^[ \t]*\[\[?(?P<name>[^\]\n]+)\]\]?[ \t]*(?:#.*)?\r?$", re.M)
_TOML = re.compile(rb"^[ \t]*(?P<key>[\w.\"'-]+)[ \t]*=[ \t]*", re.M)
_STRING = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_YAML = re.compile(
    rb"^(?P<indent>[ ]*)(?P<dash>(?:-[ ]+)*)(?P<key>[\w.$/-]+|\"[^\"\n]+\"|'[^'\n]+')"
    rb"[ \t]*:(?=[ \t\r]|$)[ \t]*(?P<value>[^\n]*)"
)
_ITEM = re.compile(rb"^(?P<indent>[ ]*)-[ ]+(?P<value>[^\n]+)")
_FLOW = re.compile(
    rb"(?P<key>[\w.-]+|\"[^\"\n]+\"|'[^'\n]+')[ \t]*:[ \t]*"
    rb"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s,{}\[\]]+)"
)
_JSON = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|[{}\[\]:,]|[^\s{}\[\]:,\"]+")

_OPENAIS = re.compile(rb"[\"']?OPENAI_\w+")

_VARIABLE = re.compile(rb"OPENAI_(?:API_KEY|BASE_URL|API_BASE)")
_ALONE = re.compile(rb"[ \t]+(?:-[ \t]+)?(?P<name>OPENAI_(?:API_KEY|BASE_URL|API_BASE))[ \t]*\r?")
# ``[ -z "$OPENAI_API_KEY" ]``, ``${OPENAI_API_KEY:?…}``, ``${{ env.OPENAI_API_KEY != '' }}``.
_TESTED = re.compile(
    rb"(?:\[[ \t][^\]\n]{0,200}?\$(?:\{\{[ \t]*(?:env|secrets|vars)\.|\{)?|"
    rb"\btest[ \t]+[^\n;]{0,200}?\$\{?|\$\{(?=\w+:?\?)|"
    rb"\$\{\{[ \t]*(?:env|secrets|vars)\.(?=\w+[ \t]*[!=]=))"
    rb"(?P<name>OPENAI_(?:API_KEY|BASE_URL|API_BASE))\b"
)
# What a shell prints for people to read, and writes into no file.
_SHOWN = re.compile(rb"\s*(?:echo|printf)\b[^|>&;]*$")
# Blocks that a shell runs.
_SCRIPTS = frozenset({"run", "script", "command", "before_script", "entrypoint"})
_TEMPLATE = re.compile(r"\.(?:example|sample|template|dist|default)$")


def entries(name: str, data: bytes) -> Iterator[Entry]:
    """Yield a file's entries, by what its name says it is.

    Args:
        name: The file's name without its folder.
        data: Its bytes.
    """
    return _defaults(_entries(name, data))


def plain(name: str) -> str:
    """Return a file's name without what makes it a template: ``config.yaml.example``.

    Args:
        name: The file's name, in lower case.
    """
    return name if name.startswith(".env") else _TEMPLATE.sub("", name)


def _entries(name: str, data: bytes) -> Iterator[Entry]:
    low = plain(name.lower())
    if low.startswith("dockerfile") or low.endswith((".dockerfile", "containerfile")):
        yield from _docker(data)
    elif low.endswith((".yml", ".yaml")):
        yield from _yaml(data)
    elif low.endswith((".tf", ".tfvars")):
        yield from terraform(data)
    elif low.endswith(".toml"):
        yield from _toml(data)
    elif low.endswith((".json", ".jsonc", ".json5")):
        yield from _json(data)
    elif low.endswith(".prisma"):
        for match in _PRISMA.finditer(data):
            yield make_entry(
                match["key"], (), match["value"], match.start("value"), match.start("key")
            )
    elif low.endswith((".ini", ".cfg", ".properties")):
        yield from _sections(data, dotted=low.endswith(".properties"))
    else:
        yield from _env(data)


def _defaults(found: Iterator[Entry]) -> Iterator[Entry]:
    """Yield entries, and after each the default in a value such as ``${MODEL:-gpt-4o}``."""
    for entry in found:
        yield entry
        helm = _HELM.match(entry.value)
        if helm:
            start = entry.start + len(entry.value[: helm.start("default")].encode())
            end = start + len(helm["default"].encode())
            yield Entry(entry.key, entry.parents, helm["default"], start, end, -1)
        match = _OTHERWISE.match(entry.value) or _DEFAULT.match(entry.value)
        if match:
            # From the end: a quote may stand before the value.
            quoted = entry.end - entry.start > len(entry.value.encode())
            inner = match["default"]
            end = entry.end - quoted - len(entry.value[match.end("default") :].encode())
            start = end - len(inner.encode())
            yield Entry(entry.key, (*entry.parents, match["name"]), inner, start, end, -1)


def _env(data: bytes) -> Iterator[Entry]:
    for match in _ENV.finditer(data):
        yield make_entry(match["key"], (), match["value"], match.start("value"), match.start("key"))


def _sections(data: bytes, *, dotted: bool) -> Iterator[Entry]:
    """Yield the entries of an INI file, or of Java's properties, whose keys are ``dotted``."""
    sections = [
        (match.end(), match["name"].decode("utf-8", "replace")) for match in _SECTION.finditer(data)
    ]
    for match in _PROPERTY.finditer(data):
        *above, key = match["key"].split(b".") if dotted else [match["key"]]
        parents = tuple(part.decode("utf-8", "replace") for part in above)
        parents = (*[name for end, name in sections if end <= match.start()][-1:], *parents)
        value = match["value"]
        if not dotted:
            comment = re.search(rb"[ \t][;#]", value)
            value = value[: comment.start()].rstrip() if comment else value
        yield make_entry(key, parents, value, match.start("value"), match.start("key"))


def _docker(data: bytes) -> Iterator[Entry]:
    for match in _DOCKER.finditer(data):
        at = match.start("rest")
        pairs = list(_PAIR.finditer(match["rest"]))
        if not pairs:
            spaced = _SPACED.match(match["rest"])
            pairs = [spaced] if spaced else []
        for pair in pairs:
            yield make_entry(
                pair["key"], (), pair["value"], at + pair.start("value"), at + pair.start("key")
            )
        bare = match["rest"].strip()
        if not pairs and re.fullmatch(rb"\w+", bare):
            yield make_entry(bare, (), b"", at, at)


def _toml(data: bytes) -> Iterator[Entry]:
    tables = [
        (match.end(), match["name"].decode("utf-8", "replace"))
        for match in _TOML_TABLE.finditer(data)
    ]
    for match in _TOML.finditer(data):
        parents: tuple[str, ...] = ()
        for end, name in tables:
            if end <= match.start():
                parents = tuple(name.replace('"', "").split("."))
        at = match.end()
        if data[at : at + 1] in (b'"', b"'"):
            string = _STRING.match(data, at)
            if string:
                yield make_entry(match["key"], parents, string[0], at, match.start("key"))
        elif data[at : at + 1] == b"[":
            close = _closing(data, at)
            for string in _STRING.finditer(data, at, close):
                yield make_entry(match["key"], parents, string[0], string.start(), -1)
        elif data[at : at + 1] == b"{":
            line_end = data.find(b"\n", at)
            for pair in re.finditer(
                rb"([\w.-]+)[ \t]*=[ \t]*(\"[^\"\n]*\"|'[^'\n]*')",
                data[at : line_end if line_end > 0 else None],
            ):
                yield make_entry(
                    pair[1],
                    (*parents, match["key"].decode()),
                    pair[2],
                    at + pair.start(2),
                    at + pair.start(1),
                )
        else:
            scalar = re.compile(rb"[^\s#,]+").match(data, at)
            if scalar:
                yield make_entry(match["key"], parents, scalar[0], at, match.start("key"))


def _closing(data: bytes, at: int) -> int:
    end = data.find(b"\n\n", at)
    close = data.find(b"]", at)
    return close if close >= 0 and (end < 0 or close < end) else max(end, at)


def _json(data: bytes) -> Iterator[Entry]:
    keys: list[str] = []
    stack: list[bytes] = []
    pending: tuple[bytes, int] | None = None
    last: tuple[bytes, int] | None = None
    for match in _JSON.finditer(data):
        token, at = match[0], match.start()
        if token.startswith((b"//", b"#")):
            continue
        if token in (b"{", b"["):
            if pending is not None and _OPENAIS.match(pending[0]):
                # ``"OPENAI_API_KEY": {"description": …}``, as Heroku and others ask for one.
                yield make_entry(pending[0], tuple(key for key in keys if key), b"", at, pending[1])
            stack.append(token)
            keys.append(pending[0].decode("utf-8", "replace").strip('"') if pending else "")
            pending = last = None
            # No configuration is so deep; what was found so far stands.
            if len(stack) > 200:
                return
        elif token in (b"}", b"]"):
            if pending is None and last is not None and stack and stack[-1] == b"[":
                yield _item(keys, last)
            if stack:
                stack.pop()
                keys.pop()
            pending = last = None
        elif token == b":":
            pending, last = last, None
        elif token == b",":
            if pending is None and last is not None and stack and stack[-1] == b"[":
                yield _item(keys, last)
            pending = last = None
        elif pending is not None:
            yield make_entry(pending[0], tuple(key for key in keys if key), token, at, pending[1])
            pending = last = None
        else:
            last = (token, at)


def _item(keys: list[str], last: tuple[bytes, int]) -> Entry:
    named = [key for key in keys if key]
    key = named[-1] if named else ""
    return make_entry(key.encode(), tuple(named[:-1]), last[0], last[1], -1)


def _yaml(data: bytes) -> Iterator[Entry]:
    stack: list[tuple[int, str]] = []
    block, script = -1, False
    at = 0
    for line in data.splitlines(keepends=True):
        here, at = at, at + len(line)
        text = line.rstrip(b"\r\n")
        stripped = text.lstrip(b" ")
        indent = len(text) - len(stripped)
        if not stripped or stripped.startswith(b"#"):
            continue
        if block >= 0:
            if indent > block:
                yield from (_assigned if script else _named)(text, here)
                continue
            block = -1
        match = _YAML.match(text)
        if match:
            depth = indent + len(match["dash"])
            while stack and stack[-1][0] >= depth:
                stack.pop()
            parents = tuple(name for _, name in stack)
            label = match["key"].decode("utf-8", "replace").strip("\"'")
            value, start = _scalar(match["value"]), here + match.start("value")
            if value[:1] in (b"|", b">"):
                block, script = depth, label in _SCRIPTS
            elif value[:1] in (b"{", b"[") and value[:2] != b"{{":
                yield from _flow(label, parents, value, start)
            elif value:
                yield make_entry(match["key"], parents, value, start, here + match.start("key"))
            else:
                yield Entry(label, parents, "", start, start, here + match.start("key"))
            stack.append((depth, label))
            continue
        item = _ITEM.match(text)
        if item:
            while stack and stack[-1][0] > indent:
                stack.pop()
            names = [name for _, name in stack]
            value, start = _scalar(item["value"]), here + item.start("value")
            inner = value.strip(b"\"'")
            pair = re.match(rb"([A-Za-z_]\w*)=(.*)$", inner)
            offset = start + (1 if inner != value else 0)
            if pair:
                yield make_entry(pair[1], tuple(names), pair[2], offset + pair.start(2), offset)
            elif _OPENAIS.fullmatch(inner):
                yield Entry(inner.decode(), tuple(names), "", offset, offset + len(inner), offset)
            elif value[:1] in (b"{", b"["):
                yield from _flow(names[-1] if names else "", tuple(names[:-1]), value, start)
            else:
                yield make_entry(
                    (names[-1] if names else "").encode(), tuple(names[:-1]), value, start, -1
                )


def _named(line: bytes, start: int) -> Iterator[Entry]:
    """Yield a variable that stands alone on a block's line: ``secrets: |`` of a deployment."""
    found = _ALONE.fullmatch(line)
    if found:
        at = start + found.start("name")
        yield Entry(found["name"].decode(), (), "", at, at + len(found["name"]), at)


def _assigned(line: bytes, start: int) -> Iterator[Entry]:
    """Yield what a shell's line sets: ``echo "MODEL=gpt-4o" >> .env``, ``MODEL=gpt-4o run``.

    A variable that is only handed on, ``KEY=$KEY``, is not set there, and none by a line that is
    only printed.
    """
    if tested := _TESTED.search(line):
        at = start + tested.start("name")
        yield Entry(tested["name"].decode(), (), "", at, start + tested.end("name"), at)
        return
    if _SHOWN.match(line):
        return
    for pair in _PAIR.finditer(line):
        if pair["value"].strip(b"\"'").strip(b"${}") == pair["key"]:
            continue
        at = start + pair.start("value")
        yield make_entry(pair["key"], (), pair["value"], at, start + pair.start("key"))


def _scalar(raw: bytes) -> bytes:
    """Return a scalar without a comment, an anchor and space around it."""
    quoted = _STRING.match(raw)
    if quoted:
        return quoted[0]
    cut = re.search(rb"(?:^|[ \t])#", raw)
    return (raw[: cut.start()] if cut else raw).rstrip()


def _flow(label: str, parents: tuple[str, ...], value: bytes, start: int) -> Iterator[Entry]:
    if value[:1] == b"[":
        for item in re.finditer(rb"\"[^\"\n]*\"|'[^'\n]*'|[^\s,\[\]{}]+", value):
            at, inner = start + item.start(), item[0].strip(b"\"'")
            if _VARIABLE.fullmatch(inner):
                # Named alone, as in ``secrets: [OPENAI_API_KEY]``.
                yield Entry(inner.decode(), (*parents, label), "", at, start + item.end(), at)
            else:
                yield make_entry(label.encode(), parents, item[0], at, -1)
        return
    for pair in _FLOW.finditer(value):
        yield make_entry(
            pair["key"],
            (*parents, label),
            pair["value"],
            start + pair.start("value"),
            start + pair.start("key"),
        )
