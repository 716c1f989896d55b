"""OpenAI's key and base URL, where they are read, required, checked or set (I01)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..facts import ClientMade, Confidence, CredentialRead, Fact, Place, Provider
from ..hosts import KEY, VARIABLE, is_openais_base
from .given_to_clients import called, for_client
from .index import Module
from .known import canonical
from .resolve.resolver import Resolver
from .same_keys import together
from .settings_reads import settings_reads
from .tree import ancestors, dotted, last_name, place_of, walk

# The SDK reads these by itself; others count only where they are looked up in the environment.
_STANDARD = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"}
# Such a field of pydantic's settings is read from the variable of the same name.
_ENDINGS = {name.removeprefix("OPENAI") for name in _STANDARD}
_FIELD = re.compile(r"(?i)^openai_(?:api_key|base_url|api_base|key)$")
# By the end of the base's name: projects have a base of their own over pydantic's.
_SETTINGS_BASES = ("Settings", "Config", "BaseModel", "Environment", "Env")


def credentials(module: Module, resolver: Resolver, looked_up: set[int]) -> Iterator[Fact]:
    """Yield where a module reads, requires or checks OpenAI's variables, once a line.

    Args:
        module: The module.
        resolver: The project's resolver.
        looked_up: The literals in tables that are read as variables' names, by `id`.
    """
    for node in module.texts.get("OPENAI_API_TYPE", ()):
        if (place := _azure_chosen(node)) is not None:
            yield ClientMade(
                place=place,
                provider=Provider.AZURE,
                constructor="openai",
                confidence=Confidence.MEDIUM,
            )
    by_line: dict[tuple[int | None, int], CredentialRead] = {}
    same = together(module)
    for fact in _all(module, resolver, looked_up):
        line = fact.place.line
        key = (fact.place.unit.cell, same.get((fact.place.unit.cell, line), line))
        known = by_line.get(key)
        # A line that reads a variable and checks it says so once; all its names change together.
        if known is None:
            by_line[key] = fact
        elif fact.rename is not None and known.rename is None:
            by_line[key] = replace(known, rename=fact.rename)
        elif fact.rename is not None:
            by_line[key] = replace(known, others=(*known.others, fact.rename))
    for fact in by_line.values():
        # What a test sets is made up.
        yield (
            replace(fact, confidence=Confidence.LOW)
            if module.is_test and fact.how == "set"
            else fact
        )


def _azure_chosen(node: Any) -> Place | None:
    """Return where ``os.environ["OPENAI_API_TYPE"]`` is set to Azure's."""
    target = node.parent
    statement = target.parent if target.__class__ is ast.Subscript else None
    if statement.__class__ is not ast.Assign or target not in statement.targets:
        return None
    value = statement.value
    if value.__class__ is ast.Constant and str(value.value).startswith("azure"):
        return place_of(statement)
    return None


def _all(module: Module, resolver: Resolver, looked_up: set[int]) -> Iterator[CredentialRead]:
    for node in module.saying(_may_tell):
        text = node.value
        if VARIABLE.match(text):
            how = "read" if id(node) in looked_up else _how(node, resolver)
            in_sight = id(node) in looked_up or _of_environment(node)
            if text not in _STANDARD and how is not None and not in_sight:
                how = None
            if how is not None and module.is_test and _is_expected(node, resolver):
                how = None
            if how is not None:
                place = place_of(node)
                inner = Place(place.unit, place.start + 1, place.end - 1)
                bare = inner.text == text
                yield CredentialRead(
                    place=place,
                    variable=text,
                    how=how,
                    rename=inner if bare and text == "OPENAI_API_KEY" else None,
                )
        # Electron's keys begin otherwise: such a check refuses them.
        elif (text in _BEGINNINGS and _checks(node)) or _is_shape(node):
            yield CredentialRead(place=_check_of(node), variable="sk-", how="checked")
    yield from _put_together(module)
    yield from settings_reads(module, resolver)
    yield from _written(module)
    for klass in module.nodes[ast.ClassDef]:
        if not any(last_name(called(base)).endswith(_SETTINGS_BASES) for base in klass.bases):
            continue
        prefix = _prefix(klass)
        for statement in klass.body:
            named = last_name(getattr(statement, "target", None))
            if statement.__class__ is ast.AnnAssign and _FIELD.match(prefix + named):
                if statement.value is None or not _mentions_variable(statement.value):
                    yield CredentialRead(
                        place=place_of(statement),
                        variable=(prefix + named).upper(),
                        how="required",
                    )
            elif statement.__class__ is ast.AnnAssign and not module.is_test:
                if (address := _default(statement.value)) and is_openais_base(named, address):
                    yield CredentialRead(
                        place=place_of(statement), variable=named, how="set to OpenAI's address"
                    )


def _default(value: Any) -> str:
    """Return the text that a field begins with: its value, or that of ``Field(default=…)``."""
    if value.__class__ is ast.Call:
        given = [k.value for k in value.keywords if k.arg == "default"] or value.args[:1]
        value = given[0] if given else None
    return str(value.value) if value.__class__ is ast.Constant else ""


def _may_tell(text: str) -> bool:
    """Say whether a text may be a variable's name, or the shape of a key."""
    return VARIABLE.match(text) is not None or text in _BEGINNINGS or _SHAPE.match(text) is not None


def _written(module: Module) -> Iterator[CredentialRead]:
    """Yield constants that hold the key, or stand empty for it: ``OPENAI_API_KEY = ""``."""
    for node in module.nodes[ast.Assign] if not module.is_test else ():
        target, value = node.targets[0], node.value
        if target.__class__ is not ast.Name or value.__class__ is not ast.Constant:
            continue
        outside = node.parent.__class__ in (ast.Module, ast.ClassDef)
        # What an enum has is only what the key is called: ``OPENAI_API_KEY = "openai_api_key"``.
        held = isinstance(value.value, str) and value.value.upper() != target.id
        if outside and held and KEY.fullmatch(target.id):
            yield CredentialRead(place=place_of(target), variable=target.id, how="set")


def _put_together(module: Module) -> Iterator[CredentialRead]:
    """Yield variables whose names are made for each provider of a list that has OpenAI in it.

    ``os.getenv(f"{provider.upper()}_API_KEY")``
    """
    for node in module.nodes[ast.JoinedStr]:
        ending = str(getattr(node.values[-1], "value", "")) if len(node.values) > 1 else ""
        if ending not in _ENDINGS or not (
            _of_environment(node) or node.parent.__class__ is ast.Assign
        ):
            continue
        if any(map(_is_provider, module.saying(lambda text: text.lower() == "openai"))):
            yield CredentialRead(place=place_of(node), variable=f"OPENAI{ending}", how="read")


def _is_provider(node: Any) -> bool:
    """Say whether a literal is OpenAI's name among others', or the key of what is OpenAI's."""
    if str(node.value).lower() != "openai":
        return False
    kind = node.parent.__class__
    return kind in (ast.List, ast.Tuple, ast.Set) or (
        kind is ast.Dict and any(node is key for key in node.parent.keys)
    )


def _prefix(klass: ast.ClassDef) -> str:
    """Return what a class of settings puts before the names of its fields: ``env_prefix``."""
    for statement in (*klass.body, *klass.keywords):
        for inner in walk(statement):
            value = getattr(inner, "value", None)
            if inner.__class__ is ast.keyword and inner.arg == "env_prefix":
                return str(getattr(value, "value", ""))
            if inner.__class__ is ast.Dict:
                for key, held in zip(inner.keys, inner.values, strict=True):
                    if getattr(key, "value", "") == "env_prefix":
                        return str(getattr(held, "value", ""))
            if inner.__class__ is ast.Assign and last_name(inner.targets[0]) == "env_prefix":
                return str(getattr(value, "value", ""))
    return ""


def _mentions_variable(node: Any) -> bool:
    return any(n.__class__ is ast.Constant and VARIABLE.match(str(n.value)) for n in walk(node))


def _of_environment(node: Any) -> bool:
    """Say whether a name is looked up in the environment."""
    parent = node.parent
    subject = parent.value if parent.__class__ is ast.Subscript else getattr(parent, "func", None)
    return "env" in dotted(subject).lower() if subject is not None else False


def _is_expected(node: Any, resolver: Resolver) -> bool:
    """Say whether a test only expects a variable's name, or hands it to the project's own code.

    What the code demands is said there; the test follows it, and holds as long as the code does.
    """
    child, parent = node, node.parent
    while parent is not None:
        if parent.__class__ is ast.Assert:
            return True
        if parent.__class__ is ast.Subscript and child is parent.slice:
            return not _of_environment(child)
        if parent.__class__ is ast.Call and child is not parent.func:
            if "env" in dotted(parent.func).lower():
                return False
            return any(o.kind in ("func", "class", "inst") for o in resolver.of(parent.func))
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
            return False
        child, parent = parent, parent.parent
    return False


def _checks(node: Any) -> bool:
    parent = node.parent
    if parent.__class__ is ast.Call and last_name(parent.func) in ("startswith", "match", "search"):
        return True
    return parent.__class__ is ast.Compare


_FAILED = re.compile(r"(?i)missing|error|problem|issue|warning|absent|fail")
# In words: what a table has for a variable beyond that is no value, and no label.
_SENTENCE = 5
# A table of vendors has how each one's keys begin, or the pattern of a whole one.
_BEGINNINGS = ("sk-", "sk-proj-")
_KEPT = re.compile(r"(?i)^(?:key_?)?(?:prefix|pattern|regex|format)$")
# A pattern of whole keys; what begins with a vendor's name is that vendor's.
_SHAPE = re.compile(r"(?P<start>\^?)\(?sk-(?!ant|or-|lf|\w+$)")


def _check_of(node: Any) -> Place:
    """Return where a check stands; of a table's entry, the entry."""
    return place_of(node if node.parent.__class__ is ast.Dict else node.parent)


def _is_shape(node: Any) -> bool:
    """Say whether a text is a pattern that a key is held against, and not one to mask keys by."""
    call, found = node.parent, _SHAPE.match(node.value)
    # A scanner that looks for leaked keys wants them anywhere, and checks none.
    whole = found is not None and found["start"]
    if call.__class__ is ast.Dict and (whole or node.value in _BEGINNINGS):
        key = next((k for k, v in zip(call.keys, call.values, strict=True) if v is node), None)
        return _KEPT.match(str(getattr(key, "value", ""))) is not None
    if found is None or call.__class__ is not ast.Call or call.args[:1] != [node]:
        return False
    name = last_name(call.func)
    return name in ("match", "fullmatch") or (
        name in ("compile", "search") and bool(found["start"])
    )


# What a setting is called that says which variable has the key: ``api_key_env``.
_NAMES_ONE = re.compile(
    r"(?i)(?:key|token|url|base)_?(?:env|var|name)|env_?(?:var(?:iable)?|key|name)?(?:_?name)?$"
)


def _how(node: Any, resolver: Resolver) -> str | None:
    """Return what is done with a variable's name; None if nothing that matters."""
    parent = node.parent
    kind = parent.__class__
    if kind is ast.Expr or kind is ast.JoinedStr:
        return None
    if kind is ast.Dict:
        if node in parent.keys:
            return None if _is_explained(node, parent) else "set"
        key = parent.keys[parent.values.index(node)]
        return "read" if _NAMES_ONE.search(str(getattr(key, "value", ""))) else None
    if kind is ast.Subscript:
        if isinstance(parent.ctx, ast.Store):
            return "set"
        return None if for_client(parent, resolver) else "read"
    if kind is ast.Call:
        name = last_name(parent.func)
        if name in ("print", "error", "info", "warning", "debug", "write", "markdown"):
            return None
        if name in ("setenv", "putenv"):
            return "set"
        if name == "delenv" or (name == "pop" and "environ" in dotted(parent.func)):
            return "read"
        if name in ("append", "add") and _FAILED.search(dotted(parent.func)):
            # What is told to be missing was asked for above.
            return None
        if name in ("ValueError", "RuntimeError", "KeyError", "Exception", "getpass", "input"):
            return None
        if name == "AliasChoices":
            return "read"
        return None if for_client(parent, resolver) else "read"
    if kind is ast.Compare:
        return None if _is_one_of_several(node) else "required"
    if kind in (ast.List, ast.Tuple, ast.Set):
        return None if _is_told(parent) else "required"
    if kind is ast.keyword:
        plain = parent.arg in ("env", "envvar", "alias", "validation_alias", "var", "key", "name")
        return "read" if plain or _NAMES_ONE.search(parent.arg or "") else None
    if kind is ast.Assign:
        return "read"
    if kind in (ast.For, ast.comprehension):
        return "required"
    return None


def _is_one_of_several(node: Any) -> bool:
    """Say whether variables are gone through, and this is told apart: their list says it all."""
    others = [each for each in (node.parent.left, *node.parent.comparators) if each is not node]
    looped = any(
        above.__class__ is ast.For and last_name(above.target) == last_name(others[0])
        for above in ancestors(node)
    )
    same = node.scope.module.texts.get(node.value, ())
    return looped and any(each.parent.__class__ in (ast.List, ast.Tuple, ast.Set) for each in same)


def _is_explained(key: Any, table: ast.Dict) -> bool:
    """Say whether a table has a sentence for a variable: what people are told who lack it."""
    value = table.values[table.keys.index(key)]
    text = value.value if value.__class__ is ast.Constant else ""
    return isinstance(text, str) and len(text.split()) >= _SENTENCE


def _is_told(node: Any) -> bool:
    """Say whether a list of names is an error's detail, or what a module exports."""
    parent = node.parent
    while parent.__class__ in (ast.Dict, ast.keyword, ast.Call):
        if parent.__class__ is ast.Call and last_name(parent.func).endswith(("Error", "Exception")):
            return True
        parent = parent.parent
    return parent.__class__ is ast.Assign and last_name(parent.targets[0]) == "__all__"


def is_sdk(node: Any, resolver: Resolver) -> bool:
    """Say whether an expression is the SDK's module, whose attributes are a client's settings."""
    return any(o.kind == "ext" and canonical(o.name) == "openai" for o in resolver.of(node))
