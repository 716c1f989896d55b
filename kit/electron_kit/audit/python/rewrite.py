"""Repairs of Python code as edits at byte offsets."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from ...providers import ELECTRON
from ..facts import ClientMade, CredentialRead, Fact, Place, Repair, Unit, Value
from ..finding import Edit, MustReview, Style
from . import newer
from .index import dotted, last_name
from .raw import electron_address
from .response_edits import response_edits
from .text import without_magics
from .tree import children, walk

_LITERAL = re.compile(r"""(?s)^[uU]?(?P<quote>'''|\"\"\"|'|")(?P<text>[^\\]*)(?P=quote)$""")
_KEY = f'os.environ["{ELECTRON.key_variable}"]'
Made = Sequence[Edit] | MustReview


def edits_for(repair: Repair, style: Style) -> Made:
    """Return the edits for a repair, or why a person has to make it.

    Args:
        repair: What to change.
        style: How to name the endpoint, the key and the model.
    """
    if repair.action == "set-model":
        return _literal(repair.place, ELECTRON.default_model)
    if repair.action == "set-url":
        return _url(repair.place, style)
    if repair.action == "replace-key":
        return _replaced_key(repair)
    if repair.action == "set-string":
        return _literal(repair.place, repair.text)
    if repair.action == "set-text":
        return [_edit(repair.place, repair.text)]
    if repair.action == "rename-field":
        return _names((repair.place, *repair.others), repair.text)
    if repair.action == "rename-variable":
        others = repair.fact.others if isinstance(repair.fact, CredentialRead) else ()
        return [_edit(place, ELECTRON.key_variable) for place in (repair.place, *others)]
    action = _ACTIONS.get(repair.action)
    if action is None:
        return MustReview("There is no mechanical change for this in Python.")
    tree = _Tree.of(repair.place.unit)
    if tree is None:
        return MustReview("The code around it could not be read again.")
    return action(tree, repair, style)


def _edit(place: Place, text: str) -> Edit:
    return Edit(place.start, place.end, text, place.unit.cell)


def _literal(place: Place, text: str) -> Made:
    match = _LITERAL.match(place.text)
    if match is None or match["quote"] in match["text"]:
        return MustReview("The name is put together from parts or written with escapes.")
    return [_edit(place, f"{match['quote']}{text}{match['quote']}")]


_WHOLE = ast.Assign | ast.AnnAssign | ast.keyword | ast.Call | ast.Return


def _url(place: Place, style: Style) -> Made:
    """Return the edits that put Electron's address in the place of OpenAI's."""
    tree = _Tree.of(place.unit)
    node = tree.node(place, ast.Constant) if tree is not None else None
    if tree is None or node is None or not isinstance(node.value, str):
        return MustReview("The address could not be found again.")
    address = electron_address(node.value)
    if not address:
        return MustReview("The address is not OpenAI's own.")
    slash = "/" if node.value.endswith("/") else ""
    whole = isinstance(
        node.parent, ast.Assign | ast.AnnAssign | ast.keyword | ast.Call | ast.Return
    )
    if style is Style.LITERAL or not whole or not address.startswith(ELECTRON.base_url):
        return [tree.replace(node, f'"{address}{slash}"')]
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    rest = address.removeprefix(ELECTRON.base_url) + slash
    return [
        *edits,
        tree.replace(node, f'{_values(style)[0]}.rstrip("/")' + (f' + "{rest}"' if rest else "")),
    ]


def _replaced_key(repair: Repair) -> Made:
    """Return the edits that take a key which is written out from the environment instead."""
    tree = _Tree.of(repair.place.unit)
    node = tree.node(repair.place, ast.Constant) if tree is not None else None
    if tree is None or node is None:
        return MustReview("The key could not be found again.")
    if isinstance(node.parent, ast.BoolOp | ast.IfExp | ast.Call | ast.arguments):
        # What stands in for a key that is not set: none of OpenAI's may go to Electron.
        return [tree.replace(node, '""')]
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    return [*edits, tree.replace(node, _KEY)]


def _name(place: Place, text: str) -> Made:
    if place.text[:1] in "'\"uU" and _LITERAL.match(place.text):
        return _literal(place, text)
    return [_edit(place, text)]


def _names(places: Sequence[Place], text: str) -> Made:
    edits: list[Edit] = []
    for place in places:
        made = _name(place, text)
        if isinstance(made, MustReview):
            return made
        edits += made
    return sorted(set(edits))


class _Tree:
    """A unit's tree with parents, made again for rewriting."""

    def __init__(self, unit: Unit, tree: ast.Module) -> None:
        self.unit = unit
        self.tree = tree
        self.by_span: dict[tuple[int, int], list[Any]] = {}
        self._imports: dict[str, list[Edit] | None] = {}
        for parent in walk(tree):
            for child in children(parent):
                child.parent = parent
                if hasattr(child, "lineno"):
                    self.by_span.setdefault(self.span(child), []).append(child)

    @classmethod
    def of(cls, unit: Unit) -> _Tree | None:
        """Return a unit's tree; the same one for the same unit."""
        if "tree" not in unit.memo:
            try:
                text = unit.data.decode()
                if unit.cell is not None:
                    text = without_magics(text)
                unit.memo["tree"] = cls(unit, newer.parse(text))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                unit.memo["tree"] = None
        found: _Tree | None = unit.memo["tree"]
        return found

    def span(self, node: Any) -> tuple[int, int]:
        """Return a node's byte offsets."""
        return (
            self.unit.offset(node.lineno, node.col_offset),
            self.unit.offset(node.end_lineno, node.end_col_offset),
        )

    def node(self, place: Place, *kinds: type) -> Any:
        """Return the node of some kinds that a place covers, or None."""
        return next(
            (n for n in self.by_span.get((place.start, place.end), ()) if isinstance(n, kinds)),
            None,
        )

    def replace(self, node: Any, text: str) -> Edit:
        """Return the edit that puts a text in a node's place."""
        start, end = self.span(node)
        return Edit(start, end, text, self.unit.cell)

    def insert(self, at: int, text: str) -> Edit:
        """Return the edit that inserts a text."""
        return Edit(at, at, text, self.unit.cell)

    def indent(self, offset: int) -> str | None:
        """Return the white space before an offset on its line; None if more stands there."""
        start = self.unit.data.rfind(b"\n", 0, offset) + 1
        before = self.unit.data[start:offset].decode()
        return before if not before.strip() else None

    def newline(self) -> str:
        """Return the line end that the unit uses."""
        return "\r\n" if b"\r\n" in self.unit.data else "\n"

    def need_import(self, name: str) -> list[Edit] | None:
        """Return the edits that import a module at the top; None if the name is taken."""
        if name not in self._imports:
            self._imports[name] = self._import(name)
        known = self._imports[name]
        return None if known is None else [*known]

    def _import(self, name: str) -> list[Edit] | None:
        taken = False
        for statement in self.tree.body:
            if isinstance(statement, ast.Import):
                if any(
                    (a.asname or a.name.partition(".")[0]) == name
                    and a.name.partition(".")[0] == name
                    for a in statement.names
                ):
                    return []
            elif isinstance(statement, ast.ImportFrom):
                taken |= any((a.asname or a.name) == name for a in statement.names)
        for node in walk(self.tree):
            taken |= (
                isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
            )
            taken |= isinstance(node, ast.arg) and node.arg == name
        if taken:
            return None
        return [self.insert(self._import_at(), f"import {name}{self.newline()}")]

    def _import_at(self) -> int:
        at, body = 0, self.tree.body
        for number, statement in enumerate(body):
            docstring = (
                number == 0
                and isinstance(statement, ast.Expr)
                and isinstance(statement.value, ast.Constant)
                and isinstance(statement.value.value, str)
            )
            future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            if not docstring and not future:
                break
            at = self._line_after(statement)
        if at:
            return at
        first = next((s for s in body if isinstance(s, ast.Import | ast.ImportFrom)), None)
        if first is not None and self.indent(self.span(first)[0]) == "":
            return self.span(first)[0]
        return self._after_comments()

    def ends_line(self, end: int) -> bool:
        """Say whether nothing but a comment follows on an offset's line."""
        line_end = self.unit.data.find(b"\n", end)
        rest = self.unit.data[end : line_end if line_end >= 0 else len(self.unit.data)].strip()
        return not rest or rest.startswith(b"#")

    def after_imports(self, statement: Any) -> int:
        """Return where the line starts that follows the imports from a statement on."""
        last = statement
        body = self.tree.body
        for following in body[body.index(statement) + 1 :] if statement in body else []:
            if not isinstance(following, ast.Import | ast.ImportFrom):
                break
            last = following
        return self._line_after(last)

    def _line_after(self, statement: Any) -> int:
        end = self.span(statement)[1]
        newline = self.unit.data.find(b"\n", end)
        return len(self.unit.data) if newline < 0 else newline + 1

    def _after_comments(self) -> int:
        """Return where the first line starts that is no comment and no cell magic."""
        at = 0
        for line in self.unit.data.splitlines(keepends=True):
            if not line.lstrip().startswith((b"#", b"%%")):
                break
            at += len(line)
        return at


def _values(style: Style) -> tuple[str, str]:
    url = f'"{ELECTRON.base_url}"'
    if style is Style.ENV:
        url = f'os.environ.get("{ELECTRON.base_url_variable}", {url})'
    return url, _KEY


def _set_client(tree: _Tree, repair: Repair, style: Style) -> Made:
    fact = repair.fact
    if isinstance(fact, ClientMade) and fact.module_level:
        return _set_module(tree, repair, style)
    call = tree.node(repair.place, ast.Call)
    if call is None:
        return MustReview("The call could not be found again.")
    if call.args or not isinstance(fact, ClientMade):
        return MustReview("Its arguments come from elsewhere.")
    keywords = {k.arg: k.value for k in call.keywords if k.arg is not None}
    spread = (
        {}
        if len(keywords) == len(call.keywords)
        else {name: field for name, field in fact.arguments.items() if name not in keywords}
    )
    if spread and style is Style.KIT:
        return MustReview("Its arguments come from elsewhere.")
    if {"organization", "project", "http_client", "default_headers"} & keywords.keys():
        return MustReview("It carries OpenAI's organisation, headers or a transport of its own.")
    key = keywords.get("api_key")
    if style is Style.KIT:
        return _kit_client(tree, call)
    url, secret = _values(style)
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    missing = []
    if "base_url" in keywords:
        edits.append(tree.replace(keywords["base_url"], url))
    elif "base_url" in spread:
        place = spread["base_url"].value
        node = tree.node(place, ast.Constant) if place and place.unit is tree.unit else None
        if node is None:
            return MustReview("Its base URL is set elsewhere.")
        edits.append(tree.replace(node, url))
    else:
        missing.append(f"base_url={url}")
    if key is not None:
        edits += _key_edits(tree, key, secret, fact)
    elif "api_key" not in spread:
        missing.append(f"api_key={secret}")
    elif not _always_given(None, fact):
        return MustReview("Its key is set elsewhere and may be None: OpenAI's would be sent then.")
    if missing:
        opened = _opening(tree, call)
        if opened is None:
            return MustReview("The call's parenthesis could not be found.")
        edits.append(tree.insert(opened, _spread(tree, call, opened, missing)))
    return edits


def _key_edits(tree: _Tree, key: Any, secret: str, fact: Fact | None) -> list[Edit]:
    """Return the edits of a key's expression.

    A key that is read or written here is replaced. One that comes from elsewhere has been
    changed at its source; here it is kept from being None, for which the SDK would take OpenAI's.
    """
    if _direct(key):
        return [tree.replace(key, secret)]
    edits = []
    for node in walk(key):
        if isinstance(node, ast.Constant) and node.value == "OPENAI_API_KEY":
            edits.append(tree.replace(node, f'"{ELECTRON.key_variable}"'))
        elif _is_text(node) and isinstance(node.parent, ast.BoolOp | ast.IfExp):
            edits.append(tree.replace(node, '""'))
    if _always_given(key, fact):
        return edits
    start, end = tree.span(key)
    if isinstance(key, ast.IfExp | ast.Lambda | ast.NamedExpr):
        return [*edits, tree.insert(start, "("), tree.insert(end, ') or ""')]
    return [*edits, tree.insert(end, ' or ""')]


def _direct(key: Any) -> bool:
    """Say whether a key is read from the environment or written out, and nothing else."""
    if isinstance(key, ast.Constant):
        return True
    if isinstance(key, ast.BoolOp):
        return all(_direct(value) for value in key.values)
    return _reads_variable(key)


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


def _always_given(key: Any, fact: Fact | None) -> bool:
    """Say whether a key's expression cannot be None: by its form, or by where it comes from."""
    field = fact.arguments.get("api_key") if isinstance(fact, ClientMade) else None
    if field is not None and field.values and all(_raises(value) for value in field.values):
        return True
    if key is None:
        return False
    last = key.values[-1] if isinstance(key, ast.BoolOp) and isinstance(key.op, ast.Or) else key
    return isinstance(last, ast.Constant) and isinstance(last.value, str)


def _raises(value: Value) -> bool:
    """Say whether a value is a text, or a read of the environment that raises without one."""
    if value.origin == "env":
        return value.place is not None and value.place.text.endswith("]")
    return isinstance(value.constant, str)


def _reads_variable(node: Any) -> bool:
    if isinstance(node, ast.Subscript):
        return dotted(node.value).endswith("environ")
    if isinstance(node, ast.Call) and last_name(node.func) in ("getenv", "get"):
        text = dotted(node.func)
        return "environ" in text or "getenv" in text
    return False


def _opening(tree: _Tree, call: Any) -> int | None:
    at = tree.span(call.func)[1]
    rest = tree.unit.data[at : tree.span(call)[1]]
    match = re.match(rb"\s*\(", rest)
    return at + match.end() if match else None


def _spread(tree: _Tree, call: Any, opened: int, arguments: list[str]) -> str:
    """Return new arguments in the form that the call's own have: on lines of their own, or not."""
    if not call.keywords:
        return ", ".join(arguments)
    first = tree.unit.offset(call.keywords[0].lineno, call.keywords[0].col_offset)
    indent = tree.indent(first)
    if indent is None or b"\n" not in tree.unit.data[opened:first]:
        return ", ".join(arguments) + ", "
    return "".join(f"{tree.newline()}{indent}{argument}," for argument in arguments)


def _kit_client(tree: _Tree, call: Any) -> Made:
    imported = tree.need_import("electron_kit")
    if imported is None:
        return MustReview("The name `electron_kit` means something else here.")
    factory = "async_client" if "Async" in last_name(call.func) else "client"
    edits = [*imported, tree.replace(call.func, f"electron_kit.{factory}")]
    keywords = call.keywords
    for number, keyword in enumerate(keywords):
        if keyword.arg not in ("api_key", "base_url"):
            continue
        start, end = tree.span(keyword)
        if number + 1 < len(keywords):
            end = tree.span(keywords[number + 1])[0]
        elif any(k.arg not in ("api_key", "base_url") for k in keywords):
            return MustReview("The key stands last: take it out by hand.")
        else:
            comma = re.match(rb"\s*,", tree.unit.data[end : tree.span(call)[1]])
            end += comma.end() if comma else 0
        if b"#" in tree.unit.data[start:end]:
            return MustReview("A comment stands beside the key.")
        edits.append(Edit(start, end, "", tree.unit.cell))
    return edits


def _set_module(tree: _Tree, repair: Repair, style: Style) -> Made:
    """Set the module-level client: ``openai.api_key = …`` and ``openai.base_url = …``."""
    fact = repair.fact
    statement = tree.node(repair.place, ast.Assign, ast.Import)
    if statement is None or not isinstance(fact, ClientMade):
        return MustReview("The assignment has another form.")
    if {"api_base", "api_type", "api_version"} & fact.arguments.keys():
        return MustReview("The module-level client is set up in several steps.")
    if style is Style.KIT:
        return MustReview("The kit's factory makes a client: there is none for the module.")
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    url, secret = _values(style)
    wanted = {"base_url": _with_slash(url), "api_key": secret}
    for name, field in fact.arguments.items():
        place = field.value
        node = tree.node(place, ast.expr) if place is not None else None
        if place is None or node is None or place.unit is not tree.unit or name not in wanted:
            return MustReview("The module-level client is set up in several steps.")
        if name == "api_key":
            edits += _key_edits(tree, node, wanted.pop(name), fact)
        else:
            edits.append(tree.replace(node, wanted.pop(name)))
    if not wanted:
        return edits
    if isinstance(statement, ast.Import):
        lines = "".join(
            f"{fact.constructor}.{name} = {value}{tree.newline()}" for name, value in wanted.items()
        )
        return [*edits, tree.insert(tree.after_imports(statement), lines)]
    target = statement.targets[0]
    start, end = tree.span(statement)
    indent = tree.indent(start)
    if len(statement.targets) != 1 or not isinstance(target, ast.Attribute) or indent is None:
        return MustReview("The assignment has another form.")
    if not tree.ends_line(end):
        return MustReview("More stands on the line.")
    owner = dotted(target.value)
    at = start - len(indent.encode())
    lines = "".join(
        f"{indent}{owner}.{name} = {value}{tree.newline()}" for name, value in wanted.items()
    )
    return [*edits, tree.insert(at, lines)]


def _with_slash(url: str) -> str:
    """Return a base URL's expression for the SDK's module, which puts paths right behind it."""
    if url.startswith('"'):
        return f'{url[:-1]}/"'
    return f'{url}.rstrip("/") + "/"'


def _guard_chunk(tree: _Tree, repair: Repair, style: Style) -> Made:
    del style
    start = repair.place.start
    indent = tree.indent(start)
    if indent is None:
        return MustReview("The statement does not begin its line.")
    rest = next(
        (n for n in tree.by_span.get((start, repair.place.end), ()) if isinstance(n, ast.stmt)),
        None,
    )
    if rest is None:
        return MustReview("The statement could not be found again.")
    loop = rest.parent
    if not isinstance(loop, ast.For | ast.AsyncFor) or rest not in loop.body:
        return MustReview("The statement does not stand in the loop itself.")
    later = loop.body[loop.body.index(rest) :]
    if any(isinstance(n, ast.Attribute) and n.attr == "usage" for s in later for n in walk(s)):
        return MustReview("The loop reads the usage after it: a guard here would skip that.")
    name = last_name(loop.target)
    step = "\t" if indent.startswith("\t") else "    "
    end = tree.newline()
    return [tree.insert(start, f"if not {name}.choices:{end}{indent}{step}continue{end}{indent}")]


def _legacy_call(tree: _Tree, repair: Repair, style: Style) -> Made:
    """Turn ``openai.ChatCompletion.create(…)`` into a call of a client."""
    function = tree.node(repair.place, ast.Attribute)
    call = getattr(function, "parent", None)
    if not isinstance(call, ast.Call) or call.func is not function:
        return MustReview("The method is passed on, not called.")
    names = {k.arg for k in call.keywords}
    if (
        names
        & {
            "engine",
            "deployment_id",
            "api_key",
            "api_base",
            "api_type",
            "headers",
            "request_timeout",
            "api_version",
        }
        or call.args
    ):
        return MustReview("It carries arguments that the present SDK takes elsewhere.")
    if None in names:
        return MustReview("Its arguments come from a mapping.")
    root = function.value.value if isinstance(function.value, ast.Attribute) else None
    if root is None or dotted(root) == "":
        return MustReview("It was imported by another name.")
    url, secret = _values(style)
    imported = tree.need_import("os")
    if imported is None:
        return MustReview("The name `os` means something else here.")
    kind = "AsyncOpenAI" if function.attr == "acreate" else "OpenAI"
    client = f"{dotted(root)}.{kind}(base_url={url}, api_key={secret})"
    if style is Style.KIT:
        imported = tree.need_import("electron_kit")
        if imported is None:
            return MustReview("The name `electron_kit` means something else here.")
        client = "electron_kit.async_client()" if kind == "AsyncOpenAI" else "electron_kit.client()"
    return [*imported, tree.replace(function, f"{client}.chat.completions.create")]


_ACTIONS = {
    "set-client": _set_client,
    "guard-chunk": _guard_chunk,
    "legacy-call": _legacy_call,
    "responses-call": response_edits,
}
