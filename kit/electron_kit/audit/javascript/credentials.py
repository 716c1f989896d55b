"""OpenAI's key and base URL in the environment: read, required, checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from ..facts import Confidence, CredentialRead, Fact, Place
from ..hosts import VARIABLE
from .index import Module
from .key_checks import checked_settings, demanded, kept_patterns
from .resolve import Resolver
from .syntax import Node, string_value
from .test_files import is_test
from .written import bare, first_argument, key_of, last_name
from .written_keys import imported, written

# What a variable is taken out of, by its end: `process.env`, a worker's bindings, a validated
# object.
_ENVIRONMENT = re.compile(
    r"(?:^|[.\s(])(?:env|ENV|Env|environment|bindings|Bindings|parsed|[a-z]\w*Env)\)?$"
)
# A project's own record of what it took out of there: what it lacks is asked of it.
_TAKEN = re.compile(r"(?:^|[.\s(])(?:ENV_VARS|envVars)\)?$")
# What a value goes through on its way into an object.
_PASSED = frozenset({"parenthesized_expression", "binary_expression"})
_ASSIGNED = frozenset({"assignment_expression", "augmented_assignment_expression"})
# How a key's beginning is taken.
_FIRST = re.compile(r"(?i)key\w*\??\.(?:slice|substr|substring)\(0, ?3\)")
# What an entry of a table is called that has it.
_PREFIX = re.compile(r"(?i)^(?:key_?)?prefix$")
# zod, joi, yup, valibot, envalid, TypeBox …
_SCHEMA = re.compile(r"(?:z|zod|Joi|joi|yup|v|t|Type|S|str|url|envalid|env)\s*(?:\.\s*\w+\s*)?\(")
# What an entry is called that says which variable has the key: ``apiKeyEnv``.
_NAMES_ONE = re.compile(
    r"(?i)^(?:(?:open_?ai_?)?(?:api_?)?(?:key|token)_?(?:env|var|name)\w*|"
    r"env_?(?:var(?:iable)?|key|name)?(?:_?name)?)$"
)
_CONFIGURED = re.compile(r"(?i)^openai_?(?:api_?)?key$")
# ``core.getInput("openai-api-key")`` of an action.
_INPUT = re.compile(r"(?i)^open_?ai[-_](?:api[-_])?(?:key|token|base[-_]url)$")
_INPUTS = frozenset({"getInput", "getMultilineInput"})
# What is asked for a variable by its name.
_READERS = re.compile(r"(?i)env|config|get|require|secret|assert|defineString|defineSecret|\.has$")
# A list that is called so has variables that have to be set.
_LISTED = re.compile(r"(?i)require|optional|env|var|secret|missing|check|mandatory|needed")


def _of_environment(node: Node) -> bool:
    """Say whether a member is taken from what is named as an environment: ``c.env.KEY``."""
    owner = node.get("object")
    return owner is not None and _ENVIRONMENT.search(bare(owner).text[-40:]) is not None


def _is_checked(array: Node) -> bool:
    """Say whether a list's names are looked up in the environment."""
    parent = array.parent
    while parent is not None and parent.kind == "parenthesized_expression":
        parent = parent.parent
    if parent is None:
        return False
    if parent.kind in {"member_expression", "for_in_statement"}:
        return True
    label = parent.get("name") or parent.get("key") or parent.get("left")
    return label is not None and _LISTED.search(label.text) is not None


def _is_kept(node: Node, parent: Node) -> bool:
    """Say whether a table of vendors has it as how one's keys begin: ``keyPrefix: "sk-"``."""
    key = parent.get("key") if parent.kind == "pair" else None
    return key is not None and key is not node and _PREFIX.search(key.text.strip("'\"")) is not None


def _is_given(parent: Node) -> bool:
    """Say whether a name is what an action's input is asked by."""
    call = parent.parent if parent.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in _INPUTS


def _is_named(node: Node, pair: Node, module: Module) -> bool:
    """Say whether an entry says which variable has the key: ``{ envVar: "OPENAI_API_KEY" }``."""
    key = key_of(pair) if pair.get("value") is node else None
    return key is not None and _NAMES_ONE.match(key) is not None and not is_test(module)


class Credentials:
    """Finds reads of OpenAI's variables outside of constructors.

    Args:
        resolver: The project's resolver.
        made: The clients and frameworks' models, whose arguments their own finding is about.
    """

    def __init__(self, resolver: Resolver, made: list[Fact]) -> None:
        """Note where constructors stand."""
        self.resolver = resolver
        self._constructors = [client.place for client in made]

    def facts(self) -> Iterator[Fact]:
        """Yield the reads and checks."""
        tests = {m.unit.path for m in self.resolver.project.modules if is_test(m)}
        found = list(self._all())
        asked = {
            (f.place.unit.path, f.place.line, f.variable): at
            for at, f in enumerate(found)
            if f.how == "required"
        }
        again: set[int] = set()
        for at, fact in enumerate(found):
            # ``if (env.KEY) {`` and what is done with it on the next line are one thing.
            above = asked.get((fact.place.unit.path, fact.place.line - 1, fact.variable))
            if fact.how == "read" and above is not None:
                rename = (fact.rename,) if fact.rename is not None else ()
                found[above] = replace(found[above], others=(*found[above].others, *rename))
                again.add(at)
        found = [fact for at, fact in enumerate(found) if at not in again]
        for fact in found:
            # What a test sets is made up.
            made_up = fact.how == "set" and fact.place.unit.path in tests
            yield replace(fact, confidence=Confidence.LOW) if made_up else fact

    def _all(self) -> Iterator[CredentialRead]:
        for module in self.resolver.project.modules:
            for name, nodes in module.members.items():
                if VARIABLE.match(name):
                    for node in nodes:
                        yield from self._member(node, name)
            yield from self._strings(module)
            yield from self._declared(module)
            yield from self._destructured(module)
            yield from self._configured(module)
            yield from imported(module)
            if not is_test(module):
                yield from written(module)
                yield from checked_settings(module, self.resolver)
                yield from demanded(module, self.resolver)
                yield from kept_patterns(module)

    def _member(self, node: Node, name: str) -> Iterator[CredentialRead]:
        owner = node.get("object")
        taken = owner is not None and _TAKEN.search(bare(owner).text[-40:]) is not None
        if not (taken or _of_environment(node)) and not any(
            item.kind == "env" and item.node is node for item in self.resolver.of(node)
        ):
            return
        if self._in_constructor(node.place) or self._in_settings(node):
            return
        label = node.get("property")
        how = "read"
        parent = node.parent
        while parent is not None and parent.kind in (
            "parenthesized_expression",
            "unary_expression",
            "binary_expression",
        ):
            if parent.kind == "unary_expression":
                if parent.text.startswith("delete"):
                    # A test tries what happens without it.
                    return
                how = "required"
            parent = parent.parent
        if parent is not None and parent.kind == "if_statement":
            how = "required"
        if parent is not None and parent.kind in _ASSIGNED:
            left = parent.get("left")
            how = "set" if left is not None and left.start == node.start else how
        if taken and how != "required":
            return
        yield CredentialRead(
            place=node.place,
            variable=name,
            how=how,
            rename=label.place if label is not None and name == "OPENAI_API_KEY" else None,
        )

    def _strings(self, module: Module) -> Iterator[CredentialRead]:
        for node in module.strings:
            text = string_value(node)
            parent = node.parent
            if text is None or parent is None:
                continue
            if VARIABLE.match(text):
                if self._in_constructor(node.place):
                    continue
                by_table = parent.kind == "pair" and (
                    id(node) in self._looked_up or _is_named(node, parent, module)
                )
                if parent.kind == "subscript_expression" or by_table or self._reads(parent):
                    rename = (
                        Place(module.unit, node.start + 1, node.end - 1)
                        if text == "OPENAI_API_KEY"
                        else None
                    )
                    call = parent.parent if parent.kind == "arguments" else None
                    made_up = call is not None and re.match(r"\w+\.(?:stub|set)Env\b", call.text)
                    how = "set" if made_up else "read"
                    yield CredentialRead(place=node.place, variable=text, how=how, rename=rename)
            elif _INPUT.match(text) and _is_given(parent):
                yield CredentialRead(place=node.place, variable=text, how="read")
            elif text in ("sk-", "sk-proj-") and parent.kind == "arguments":
                call = parent.parent
                if call is not None and call.text.rstrip(")").endswith(
                    (f"startsWith({node.text}", f"includes({node.text}")
                ):
                    yield CredentialRead(place=call.place, variable="sk-", how="checked")
            elif (
                text == "sk-" and parent.kind == "binary_expression" and _FIRST.search(parent.text)
            ) or (text in ("sk-", "sk-proj-") and _is_kept(node, parent)):
                yield CredentialRead(place=parent.place, variable="sk-", how="checked")
        for call in (*module.calls.get("test", ()), *module.calls.get("match", ())):
            callee = call.get("function")
            regex = callee.get("object") if callee is not None else None
            if regex is not None and regex.kind != "regex":
                regex = first_argument(call)
            if regex is not None and regex.kind == "regex" and re.search(r"\bsk-", regex.text):
                yield CredentialRead(place=call.place, variable="sk-", how="checked")

    @cached_property
    def _looked_up(self) -> set[int]:
        """The texts of tables by which the environment is read: ``process.env[NAMES[vendor]]``."""
        return {
            id(item.node)
            for module in self.resolver.project.modules
            for read in module.nodes.get("subscript_expression", ())
            if (owner := read.get("object")) is not None
            and _ENVIRONMENT.search(bare(owner).text[-40:])
            and (index := read.get("index")) is not None
            and index.kind != "string"
            for item in self.resolver.of(index)
            if item.kind == "const"
        }

    @staticmethod
    def _reads(parent: Node) -> bool:
        if parent.kind == "array":
            call = parent.parent.parent if parent.parent is not None else None
            callee = call.get("function") if call is not None else None
            # ``readEnv(["OPENAI_API_KEY", "API_KEY"])``
            given = (
                callee is not None and re.search(r"(?i)env(?:var\w*)?$", callee.text) is not None
            )
            return given or _is_checked(parent)
        call = parent.parent
        if parent.kind != "arguments" or call is None:
            return False
        callee = call.get("function")
        text = callee.text if callee is not None else ""
        return (
            re.search(
                r"(?i)env|config|get|require|secret|assert|defineString|defineSecret|\.has$", text
            )
            is not None
            and first_argument(call) is not None
        )

    @staticmethod
    def _declared(module: Module) -> Iterator[CredentialRead]:
        """Yield settings that a class holds or a schema demands."""
        fields = [
            *module.nodes.get("public_field_definition", ()),
            *module.nodes.get("field_definition", ()),
        ]
        pairs = [pair for node in module.nodes.get("object", ()) for pair in node.children]
        for node in [*fields, *pairs] if b"OPENAI_" in module.unit.data else ():
            if node.kind != "pair":
                label = node.get("name") or node.get("property")
            else:
                value = node.get("value")
                label = node.get("key") if value is not None and _SCHEMA.match(value.text) else None
            name = label.text.strip("'\"") if label is not None else ""
            if label is not None and VARIABLE.match(name):
                plain = name == "OPENAI_API_KEY" and label.kind == "property_identifier"
                yield CredentialRead(
                    place=label.place,
                    variable=name,
                    how="required",
                    rename=label.place if plain else None,
                )

    def _destructured(self, module: Module) -> Iterator[CredentialRead]:
        for node in module.nodes.get("variable_declarator", ()):
            name, value = node.get("name"), node.get("value")
            if (
                name is None
                or name.kind != "object_pattern"
                or value is None
                or not _ENVIRONMENT.search(bare(value).text[-40:])
            ):
                continue
            for child in name.walk():
                if child.kind in (
                    "shorthand_property_identifier_pattern",
                    "property_identifier",
                ) and VARIABLE.match(child.text):
                    shown = child.text == "OPENAI_API_KEY"
                    yield CredentialRead(
                        place=child.place,
                        variable=child.text,
                        how="read",
                        rename=child.place if shown else None,
                    )

    def _configured(self, module: Module) -> Iterator[CredentialRead]:
        """Yield keys that Nuxt's settings give: ``useRuntimeConfig().openaiApiKey``."""
        for name, nodes in module.members.items():
            for node in nodes if _CONFIGURED.match(name) else ():
                owner = node.get("object")
                of_nuxt = owner is not None and bare(owner).text.startswith("useRuntimeConfig(")
                if of_nuxt and not self._in_constructor(node.place):
                    yield CredentialRead(
                        place=node.place, variable="NUXT_OPENAI_API_KEY", how="read"
                    )

    def _in_settings(self, node: Node) -> bool:
        """Say whether a key stands in an object of its own that a constructor is given."""
        value = node
        while value.parent is not None and value.parent.kind in _PASSED:
            value = value.parent
        pair = value.parent
        held = pair.parent if pair is not None and pair.kind == "pair" else None
        named = held.parent if held is not None and held.kind == "object" else None
        if named is None or named.kind != "variable_declarator":
            return False
        name = named.get("name")
        given = re.compile(rf"\(\s*{re.escape(name.text)}\s*\)") if name is not None else None
        return given is not None and any(
            made.unit is node.place.unit and given.search(made.text) for made in self._constructors
        )

    def _in_constructor(self, place: Place) -> bool:
        return any(
            known.unit is place.unit and known.start <= place.start and place.end <= known.end
            for known in self._constructors
        )
