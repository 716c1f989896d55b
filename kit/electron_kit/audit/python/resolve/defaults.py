"""Values that stand until somebody gives others: defaults of fields, choices, the environment."""

from __future__ import annotations

import ast
from typing import Any

from ..values import Obj

# Declarations whose argument ``default`` is the value until somebody gives another.
DEFAULT_HOLDERS = {
    "Field",
    "field",
    "Option",
    "Argument",
    "Query",
    "Body",
    "Form",
    "Header",
    "Param",
    "attrib",
    "ib",
    "text_input",
    "number_input",
    "config",
    "mapped_column",
    "CharField",
    "StringField",
    "Input",
    "Str",
    "Unicode",
    "Setting",
    "String",
    "SecretStr",
    "Secret",
    "coalesce",
    "slider",
}
# Helpers of many projects, by their names: a variable's name goes in, its value comes out.
ENV_READERS = {
    "getenv", "get_env", "env", "config", "get_env_variable", "getenv_or", "environ_get",
    "get_secret", "get_from_env", "env_str", "get_config", "get_setting",
}  # fmt: skip
# Whoever uses the form chooses: any of the options may be the value.
CHOOSERS = {"selectbox", "radio", "select_slider", "multiselect", "Dropdown", "Radio", "choice"}

# So many calls of ``set`` are looked at for what a context's variable gets.
_SET = 20


class Defaults:
    """A part of the resolver: values that stand until somebody gives others."""

    def held_default(self, node: ast.Call, last: str) -> list[Obj]:
        """Return the default that a field declaration holds, and the variable it is read from."""
        for keyword in node.keywords:
            if keyword.arg in ("validation_alias", "alias", "env"):
                value = keyword.value
                if value.__class__ is ast.Constant and str(value.value).isupper():
                    return [Obj("env", node, str(value.value)), *self.default_held(node, last)]
        return self.default_held(node, last)

    def default_held(self, node: ast.Call, last: str) -> list[Obj]:
        """Return the default that a field declaration holds."""
        for keyword in node.keywords:
            if keyword.arg in ("default", "value", "server_default"):
                return [o.by(f"default of {last}") for o in self.of(keyword.value)]
            if keyword.arg == "default_factory":
                return [x for o in self.of(keyword.value) for x in self.called(o, node)]
        position = 1 if last in ("text_input", "number_input") else 0
        if len(node.args) > position and last not in ("Input",):
            # ``Annotated[str, typer.Option("--model")] = DEFAULT`` only says what it is called.
            if str(getattr(node.args[position], "value", "")).startswith("-"):
                return []
            return [o.by(f"default of {last}") for o in self.of(node.args[position])]
        return []

    def chosen(self, node: ast.Call) -> list[Obj]:
        """Return what a person may choose in a form."""
        values = [
            *node.args[:2],
            *(k.value for k in node.keywords if k.arg in ("options", "choices", "value")),
        ]
        found = []
        for value in values:
            for item in self.of(value):
                if item.kind == "list":
                    found += [x for e in self.elements(item) for x in self.of(e)]
                elif item.kind == "dict":
                    found += [x for k in self.dict_keys(item) for x in self.of(k)]
        return [o.by("choice of a form") for o in found]

    def environment(self, node: ast.Call) -> list[Obj]:
        """Return an environment variable with its default."""
        if not node.args or node.args[0].__class__ is not ast.Constant:
            return []
        variable = node.args[0].value
        if not isinstance(variable, str):
            return []
        found = [Obj("env", node, variable)]
        default: Any = node.args[1] if len(node.args) > 1 else None
        for keyword in node.keywords:
            if keyword.arg in ("default", "fallback"):
                default = keyword.value
        if default is not None:
            found += [o.by(f"default of environment variable {variable}") for o in self.of(default)]
        return found

    def _kept_in_context(self, made: Any) -> list[Obj]:
        """Return what a context's variable may hold: its default, and what it is set to."""
        given = [k.value for k in made.keywords if k.arg == "default"]
        for call in self.project.calls("set")[:_SET]:
            owner = call.func.value if call.func.__class__ is ast.Attribute else None
            if owner is not None and any(o.node is made for o in self.of(owner)):
                given += call.args[:1]
        return [o for value in given for o in self.of(value)]

    def fetched(self, function: ast.Attribute, node: ast.Call) -> list[Obj]:
        """Return what ``mapping.get(key, default)`` may give."""
        found: list[Obj] = []
        known = sectioned = False
        for base in self.of(function.value):
            if base.kind == "made" and base.name.endswith("ConfigParser"):
                # ``config.get(section, option, fallback=…)``
                sectioned = True
            if base.kind == "ext" and base.name.endswith("environ"):
                return self.environment(node)
            if base.kind == "made" and base.name == "contextvars.ContextVar" and not node.args:
                found += self._kept_in_context(base.node)
            if base.kind == "dict":
                known = True
                found += self.picked(base, node.args[0] if node.args else None)
        otherwise = [k.value for k in node.keywords if k.arg in ("fallback", "default")]
        if not (otherwise or sectioned):
            otherwise = node.args[1:2]
        for value in otherwise:
            found += [o.by("default of a look-up") for o in self.of(value)]
        return found if found or known else []
