"""Who gets an array or an object that is written for requests of one kind."""

from __future__ import annotations

from .syntax import Node
from .uses import Uses, ValueWalk
from .uses.calls import SHOWN, takes_apart
from .uses.walk import Step
from .written import arguments, bare, last_name

_LITERAL = "@literal"
_ON = frozenset(
    {
        "parenthesized_expression", "variable_declarator", "assignment_expression",
        "expression_statement", "return_statement",
        "arrow_function", "ternary_expression", "export_statement", "import_specifier",
        "export_specifier", "import_clause", "type_query", "assignment_pattern",
        "required_parameter", "optional_parameter", "public_field_definition", "field_definition",
    }
)  # fmt: skip
_TESTS = frozenset({"if_statement", "while_statement", "unary_expression"})


class Literals(ValueWalk):
    """The way of one array or object.

    Args:
        uses: What follows values.
        node: The array or object.
        calls: The requests that take it in another form, by id.
        field: Their field that takes it.
        elements: The expressions by which such arrays get what they hold, by id.

    Attributes:
        others: Who else gets it: what a sentence calls that, and where it stands.
        gets: What is added to it, by id.
    """

    def __init__(
        self, uses: Uses, node: Node, calls: set[int], field: str, elements: set[int]
    ) -> None:
        """Start at it."""
        super().__init__(uses, node, False)
        self.calls, self.wanted, self.elements = calls, field, elements
        self.others: list[tuple[str, Node]] = []
        self.gets: dict[int, Node] = {}

    def problems(self) -> list[tuple[str, Node]]:
        """Return who else gets it: what a sentence calls that, and where it stands."""
        ends = self.run((_LITERAL,)).uses
        more = [node for node in self.gets.values() if id(node) not in self.elements]
        return [
            *self.others,
            *((use.name or use.how, use.node) for use in ends),
            *((f"what adds `{_short(node)}` to it", node) for node in more),
        ]

    def handle(self, step: Step, parent: Node) -> None:
        """Go on from a step to the node around it."""
        if step.path != (_LITERAL,):
            super().handle(step, parent)
        elif id(step.node) in self.elements:
            return
        elif parent.kind in ("pair", "object"):
            self._field(step, parent)
        elif parent.kind == "arguments":
            self._argument(step, parent)
        elif parent.kind == "member_expression" and step.node.field == "object":
            self._member(parent)
        elif parent.kind == "spread_element":
            outer = parent.parent
            if outer is not None and outer.kind == "array":
                self.go(step, outer)
            elif outer is None or outer.kind != "arguments":
                self.others.append((f"`{_short(parent)}`", parent))
        elif parent.kind in _TESTS or (parent.kind == "member_expression"):
            return
        elif parent.kind in _ON:
            super().handle(step, parent)
        else:
            self.others.append((f"`{_short(parent)}`", parent))

    def destructured(self, step: Step, target: Node) -> None:
        """End where it is taken apart."""
        if step.path == (_LITERAL,):
            self.others.append((f"`{_short(target)}`", target))
        else:
            super().destructured(step, target)

    def parameter(self, step: Step, function: Node, index: int) -> None:
        """Go on with a parameter, unless it takes what it gets apart."""
        if step.path == (_LITERAL,) and takes_apart(function, index):
            self.others.append(("a function that takes it apart", function))
        else:
            super().parameter(step, function, index)

    def _field(self, step: Step, parent: Node) -> None:
        """A field of a request, or something else's."""
        short = step.node.kind == "shorthand_property_identifier"
        key = parent.get("key") if parent.kind == "pair" else None
        name = step.node.text if short else key.text if key is not None else ""
        whole = parent if parent.kind == "object" else parent.parent
        holder = whole.parent if whole is not None else None
        call = holder.parent if holder is not None and holder.kind == "arguments" else None
        if call is None or id(call) not in self.calls or name != self.wanted:
            self.others.append((f"`{_short(parent)}`", parent))

    def _member(self, read: Node) -> None:
        name = read.get("property")
        text = name.text if name is not None else ""
        call = read.parent
        called = call is not None and call.kind == "call_expression" and read.field == "function"
        if called and call is not None and text == "concat":
            self.todo.append(Step(call, (_LITERAL,)))
        elif called and call is not None and text in ("push", "unshift"):
            self.gets.update((id(given), given) for given in arguments(call))
        elif text != "length":
            self.others.append((f"`{_short(read)}`", read))

    def _argument(self, step: Step, holder: Node) -> None:
        call = holder.parent
        if call is None:
            return
        callee = call.get("function") or call.get("constructor")
        owner = bare(callee).get("object") if callee is not None else None
        name = last_name(callee) if callee is not None else ""
        if any(item.kind in ("function", "class") for item in self.resolver.of(callee)):
            super().handle(step, holder)
        elif name not in SHOWN or owner is None or owner.text != "console":
            self.others.append((f"`{_short(call)}`", call))


def _short(node: Node) -> str:
    text = " ".join(node.text.split())
    return text if len(text) <= 60 else text[:57] + "..."
