"""Which types of errors are OpenAI's, and what a test of a type says of a name."""

from __future__ import annotations

import re

from .scopes import FUNCTIONS
from .syntax import Node
from .written import bare, first_argument, last_name

_QUALIFIED = re.compile(r"\bOpenAI\.\w*Error\b")
_ERROR = re.compile(r"\b[A-Z]\w*Error\b")
_PACKAGE = re.compile(r"^(?:npm:)?openai(?:@[^/]*)?(?:/|$)|^https?://\S*/openai(?:@|/|$)")
# Errors of any origin, and what HTTP libraries make of an answer.
_ANY = re.compile(
    r"^(?:Error|Object|AxiosError|HTTPError|FetchError|ResponseError|isAxiosError|isError|"
    r"APICallError|AI_APICallError|RetryError)$"
)
_LEAVES = frozenset(
    {"return_statement", "throw_statement", "continue_statement", "break_statement"}
)


def is_ours(node: Node | None) -> bool:
    """Say whether a type, or one of several in an annotation, is an error of the SDK's."""
    if node is None:
        return False
    text = node.text
    if _QUALIFIED.search(text):
        return True
    for name in _ERROR.findall(text):
        bindings = node.scope.find(name)
        # A class of the project's own may be called so, too.
        if bindings is None and name == "OpenAIError":
            return True
        for binding in bindings or ():
            if binding.how == "import" and _PACKAGE.match(binding.spec):
                return True
    return False


def narrowed(name: Node) -> bool | None:
    """Say what tests around a name tell of its type: the SDK's error, another; None if nothing."""
    child, text = name, name.text
    for above in name.up():
        found = None
        if above.kind in ("if_statement", "ternary_expression"):
            test = above.get("condition")
            if test is not None and child is above.get("consequence"):
                found = _told(test, text, holds=True)
            elif test is not None and child is above.get("alternative"):
                found = _told(test, text, holds=False)
        elif above.kind == "binary_expression" and child is above.get("right"):
            left, operator = above.get("left"), above.get("operator")
            if left is not None and operator is not None and operator.text in ("&&", "||"):
                found = _told(left, text, holds=operator.text == "&&")
        elif above.kind in ("statement_block", "program"):
            found = _left_before(above, child, text)
        if found is not None:
            return found
        if above.kind in FUNCTIONS and _binds(above, text):
            return None
        child = above
    return None


def _binds(function: Node, name: str) -> bool:
    body = function.get("body")
    names = body.scope.names if body is not None and body.scope is not None else {}
    return any(binding.how == "param" for binding in names.get(name, ()))


def _told(test: Node, name: str, *, holds: bool) -> bool | None:
    """Say what a test tells of a name where it holds, or does not."""
    test = bare(test)
    if test.kind == "unary_expression":
        argument, operator = test.get("argument"), test.get("operator")
        if argument is not None and operator is not None and operator.text == "!":
            return _told(argument, name, holds=not holds)
        return None
    if test.kind == "call_expression":
        return _asked(test, name) if holds else None
    left, operator, right = test.get("left"), test.get("operator"), test.get("right")
    if test.kind != "binary_expression" or left is None or operator is None or right is None:
        return None
    if operator.text == ("&&" if holds else "||"):
        first = _told(left, name, holds=holds)
        return first if first is not None else _told(right, name, holds=holds)
    if operator.text == ("||" if holds else "&&"):
        both = _told(left, name, holds=holds), _told(right, name, holds=holds)
        return True if True in both and False not in both else None
    if operator.text == "instanceof" and holds and bare(left).text == name:
        return True if is_ours(right) else None if _ANY.match(last_name(right)) else False
    return None


def _asked(call: Node, name: str) -> bool | None:
    """Say what ``SomeError.isInstance(error)`` and the like tell."""
    callee, argument = call.get("function"), first_argument(call)
    if callee is None or argument is None or bare(argument).text != name:
        return None
    owner = callee.get("object")
    if last_name(callee) in ("isInstance", "is") and owner is not None:
        return None if _ANY.match(last_name(owner)) else False
    return None


def _left_before(block: Node, child: Node, name: str) -> bool | None:
    """Say what an earlier statement tells that leaves unless the name is of a type."""
    for statement in block.children:
        if statement is child:
            return None
        test, body = statement.get("condition"), statement.get("consequence")
        if statement.kind != "if_statement" or test is None or body is None:
            continue
        last = body.children[-1] if body.kind == "statement_block" and body.children else body
        if last.kind in _LEAVES:
            told = _told(test, name, holds=False)
            if told is not None:
                return told
    return None
