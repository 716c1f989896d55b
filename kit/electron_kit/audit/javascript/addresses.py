"""What an address in a program's text is, where its base is only known by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..hosts import BASE, endpoint_of_url
from .resolve import Resolver
from .syntax import Node, string_value
from .written import arguments, bare, last_name

# A base URL that is only known by its name: it says OpenAI's, and neither Azure's nor a gateway's.
_NAMED = re.compile(
    r"(?i)^(?!.*(?:azure|openrouter))(?=.*open_?ai).*(?:base|url|host|endpoint|domain|proxy|server)"
)
# In a class that is called after OpenAI, and not after what only speaks as it does, any base.
_BASE_OF_CLASS = re.compile(r"(?i)^(?:api|base)?_?(?:base|url|host|endpoint|domain|server)")
_OPENAIS = re.compile(r"(?i)^(?!.*(?:azure|openrouter|compat|like|proxy|mock|local)).*open_?ai")
# What follows such a base in a request's address: without it, the text is any path.
_TAIL = re.compile(
    r"^/?(?:v1/)?(?:chat/completions|completions|embeddings|images/\w+|audio/\w+|moderations|models|"
    r"files|responses|assistants|threads|fine_tuning|vector_stores|batches|uploads|realtime)\b"
)
# Names between an address and its base.
_DEEPEST = 3

# After a deployment at Azure, an operation follows.
_DEPLOYMENT = re.compile(r"/openai/deployments/[^/?]+/$")
_PATH = re.compile(r"/?[\w{]")


@dataclass(frozen=True, slots=True)
class Led:
    """An address whose path comes from elsewhere: ``${BASE}${path}``.

    Attributes:
        base: What it begins with.
        others: The calls that tell it to go to another endpoint than chats, each with its word.
        chat: Whether it may go to chats.
    """

    base: str
    others: tuple[tuple[Node, str], ...]
    chat: bool


class Addresses:
    """Tells what strings, templates and sums of strings say as addresses.

    ``${config.OPENAI_API_BASE}/chat/completions`` is OpenAI's, whatever sets the base.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing known."""
        self.resolver = resolver

    def text(self, node: Node) -> str | None:
        """Return a string's text, with NUL for parts that are not known."""
        for item in self.resolver.of(node):
            if isinstance(item.data, str):
                return self.completed(item.node, item.data)
        return string_value(node)

    def completed(self, node: Node, text: str) -> str:
        """Return a text with OpenAI's base in place of a first part that is named for it.

        Args:
            node: The expression.
            text: Its text as far as it is known.
        """
        if not text.startswith("\0") or not _TAIL.match(text[1:]):
            return text
        first = first_part(node)
        if first is None or not self._is_base(first, 0):
            return text
        tail = text[1:].lstrip("/")
        return "https://api.openai.com/" + (tail if tail.startswith("v1/") else f"v1/{tail}")

    def led(self, node: Node) -> Led | None:
        """Return what an address is that begins with OpenAI's base and is told where to go on.

        Args:
            node: A template or a sum.
        """
        if node.kind not in ("template_string", "binary_expression"):
            return None
        before = ""
        named = False
        for part in _parts(node):
            if part.kind in ("string_fragment", "template_chars", "escape_sequence"):
                before += part.text
                continue
            items = self.resolver.of(part)
            # The same from several callers is one.
            texts = list(dict.fromkeys(o.data for o in items if isinstance(o.data, str) and o.data))
            ours = [text for text in texts if "//api.openai" in text]
            if (len(texts) == 1 and "\0" not in texts[0]) or len(ours) == 1:
                before += ours[0] if ours else texts[0]
            elif not before and self._is_base(part, 0):
                before, named = "https://api.openai.com/v1", True
            elif BASE.match(before):
                return self._led_to(before, part, named=named)
            elif _DEPLOYMENT.search(before):
                return self._led_to(before, part, named=True)
            else:
                before += "\0"
        return None

    def _led_to(self, base: str, part: Node, *, named: bool) -> Led | None:
        found = [
            (item.node, item.data)
            for item in self.resolver.of(part)
            if item.kind in ("const", "text") and isinstance(item.data, str)
        ]
        if any(not _PATH.match(text) for _, text in found if text):
            return None
        # A base that is only called so counts where a path of OpenAI's follows.
        if named and not any(_TAIL.match(text) for _, text in found):
            return None
        others = []
        for node, text in found:
            endpoint = endpoint_of_url(f"{base.rstrip('/')}/{text.lstrip('/')}")
            if endpoint != "chat":
                holder = node.parent
                call = holder.parent if holder is not None and holder.kind == "arguments" else None
                others.append((call or node, endpoint))
        return Led(base, tuple(others), chat=not others or len(others) < len(found))

    def _is_base(self, node: Node, depth: int) -> bool:
        """Say whether an expression is OpenAI's base URL, by its name or by what is passed."""
        node = bare(node)
        if node.kind == "call_expression" and last_name(node.get("function") or node) in (
            "replace",
            "trim",
            "String",
        ):
            callee = node.get("function")
            inner = callee.get("object") if callee is not None else None
            return inner is not None and self._is_base(inner, depth)
        if _NAMED.match(last_name(node)) or _NAMED.match(self._asked(node)):
            return True
        if node.kind == "member_expression" and _BASE_OF_CLASS.match(last_name(node)):
            owner = node.get("object")
            if owner is not None and owner.kind == "this" and _OPENAIS.match(_class_name(node)):
                return True
        if node.kind == "binary_expression":
            left, right = node.get("left"), node.get("right")
            return any(side is not None and self._is_base(side, depth) for side in (left, right))
        if node.kind != "identifier" or depth >= _DEEPEST or node.scope is None:
            return False
        for binding in (node.scope.find(node.text) or ())[:4]:
            if binding.path or binding.node is None:
                continue
            if binding.how == "value" and self._is_base(binding.node, depth + 1):
                return True
            if binding.how == "param":
                for site in self.resolver.call_sites(binding.node):
                    given = arguments(site)
                    if binding.index < len(given) and self._is_base(
                        given[binding.index], depth + 1
                    ):
                        return True
        return False

    @staticmethod
    def _asked(node: Node) -> str:
        """Return an expression's last two names, or what a configuration is asked for."""
        if node.kind == "call_expression":
            given = arguments(node)
            return (string_value(given[0]) or "") if given else ""
        if node.kind != "member_expression":
            return ""
        owner = node.get("object")
        return f"{last_name(owner) if owner is not None else ''}_{last_name(node)}"


def _class_name(node: Node) -> str:
    """Return the name of the class that something stands in, or an empty text."""
    for above in node.up():
        if above.kind in ("class_declaration", "class", "abstract_class_declaration"):
            name = above.get("name")
            return name.text if name is not None else ""
    return ""


def is_told(node: Node) -> bool:
    """Say whether an address begins with what its function is given.

    Args:
        node: A template or a sum.
    """
    first = next(iter(_parts(node)), node)
    while first.kind in ("call_expression", "member_expression"):
        inner = first.get("function") or first.get("object")
        if inner is None:
            return False
        first = bare(inner)
    if first is node or first.kind != "identifier":
        return False
    return any(binding.how == "param" for binding in first.scope.find(first.text) or ())


def _parts(node: Node) -> list[Node]:
    """Return what a template or a sum is put together from, from left to right."""
    node = bare(node)
    if node.kind == "template_string":
        return [
            child.children[0] if child.kind == "template_substitution" and child.children else child
            for child in node.children
        ]
    if node.kind == "binary_expression":
        left, right = node.get("left"), node.get("right")
        return [p for side in (left, right) if side is not None for p in _parts(side)]
    return [node]


def first_part(node: Node) -> Node | None:
    """Return what a template or a sum begins with; None if a template begins with a text.

    Args:
        node: The expression.
    """
    while node.kind == "binary_expression":
        left = node.get("left")
        if left is None:
            return None
        node = bare(left)
    if node.kind != "template_string":
        return node
    first = node.children[0] if node.children else None
    if first is None or first.kind != "template_substitution" or not first.children:
        return None
    return first.children[0]
