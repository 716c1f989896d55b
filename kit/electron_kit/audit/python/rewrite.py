"""Repairs of Python code as edits at byte offsets."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from ...providers import ELECTRON
from ..facts import CredentialRead, Place, Repair
from ..finding import Edit, MustReview, Style
from .client_edits import KEY, Made, endpoint_values, set_client
from .editing import Written
from .raw import electron_address
from .response_edits import response_edits
from .tree import dotted, last_name, walk

_LITERAL = re.compile(r"""(?s)^[uUfF]?(?P<quote>'''|\"\"\"|'|")(?P<text>[^\\]*)(?P=quote)$""")


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
    tree = Written.of(repair.place.unit)
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


def _url(place: Place, style: Style) -> Made:
    """Return the edits that put Electron's address in the place of OpenAI's."""
    tree = Written.of(place.unit)
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
        tree.replace(
            node, f'{endpoint_values(style)[0]}.rstrip("/")' + (f' + "{rest}"' if rest else "")
        ),
    ]


def _replaced_key(repair: Repair) -> Made:
    """Return the edits that take a key which is written out from the environment instead."""
    tree = Written.of(repair.place.unit)
    node = tree.node(repair.place, ast.Constant) if tree is not None else None
    if tree is None or node is None:
        return MustReview("The key could not be found again.")
    if isinstance(node.parent, ast.BoolOp | ast.IfExp | ast.Call | ast.arguments):
        # What stands in for a key that is not set: none of OpenAI's may go to Electron.
        return [tree.replace(node, '""')]
    edits = tree.need_import("os")
    if edits is None:
        return MustReview("The name `os` means something else here.")
    return [*edits, tree.replace(node, KEY)]


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


def _guard_chunk(tree: Written, repair: Repair, style: Style) -> Made:
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
    counted = loop.target.elts if isinstance(loop.target, ast.Tuple) else []
    name = last_name(counted[1] if len(counted) == 2 else loop.target)
    if not name:
        return MustReview("The loop takes what is sent apart.")
    step = "\t" if indent.startswith("\t") else "    "
    end = tree.newline()
    return [tree.insert(start, f"if not {name}.choices:{end}{indent}{step}continue{end}{indent}")]


def _legacy_call(tree: Written, repair: Repair, style: Style) -> Made:
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
    url, secret = endpoint_values(style)
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
    "set-client": set_client,
    "guard-chunk": _guard_chunk,
    "legacy-call": _legacy_call,
    "responses-call": response_edits,
}
