"""Ruby's syntax in the common form: symbols, keywords, instance variables, blocks."""

from __future__ import annotations

from ..common.form import Argument, Scope, Sort, Term, Traits
from ..common.lowering import Lowering, Node, plain, said

# Methods whose result is used like what they are called on.
_SAME = frozenset(
    "freeze to_s to_sym strip dup presence compact to_h symbolize_keys deep_dup squish "
    "with_indifferent_access deep_symbolize_keys".split()
)
_COMPARES = frozenset("start_with? end_with? include? eql? match? casecmp?".split())


class RubyLowering(Lowering):
    """Turns a Ruby file into the common form."""

    traits = Traits(bare_calls=True, class_names=True, keywords=True, no_imports=True)

    def _class(self, node: Node) -> Term:
        name = self.text(node.child_by_field_name("name"))
        outer, self.scope = self.scope, self.inside(node, name, function=False)
        made = self.children(node)
        self.scope = outer
        return made

    on_class = on_module = _class

    def _method(self, node: Node) -> Term:
        name = self.text(node.child_by_field_name("name"))
        outer, self.scope = self.scope, self.inside(node, name, function=True)
        parameters = node.child_by_field_name("parameters")
        for each in said(parameters) if parameters is not None else ():
            named = each.child_by_field_name("name")
            parameter = self.text(each if named is None else named)
            self.scope.parameters.append(parameter)
            self.hold(parameter, self.get(each, "value"))
        body = node.child_by_field_name("body")
        made = self.visit(body) if body is not None else self.term(Sort.UNKNOWN, node)
        if body is not None:
            last = made.arguments[-1].term if made.arguments else made
            self.scope.returns.append(last if body.type == "body_statement" else made)
        self.scope = outer
        return made

    on_method = on_singleton_method = _method

    def on_return(self, node: Node) -> Term:
        """Note what a method returns."""
        inner = self.items(said(node)[0] if said(node) else None)
        if inner:
            self._method_scope().returns.append(inner[0].term)
        return self.term(Sort.UNKNOWN, node, arguments=inner)

    def _method_scope(self) -> Scope:
        return next((scope for scope in self.scope.around() if scope.function), self.scope)

    def on_assignment(self, node: Node) -> Term:
        """Note what a name, an attribute or a hash's key is set to."""
        value = self.get(node, "right")
        left = node.child_by_field_name("left")
        if value is None or left is None:
            return self.term(Sort.UNKNOWN, node)
        if left.type == "element_reference":
            owner, *keys = [self.visit(child) for child in said(left)]
            if keys and isinstance(keys[0].value, str):
                self.set(owner, keys[0].value, value, node)
        elif left.type == "call":
            owner_term = self.get(left, "receiver")
            if owner_term is not None:
                self.set(owner_term, self.text(left.child_by_field_name("method")), value, node)
        else:
            self.assign(self.visit(left), value, node)
        return value

    on_operator_assignment = on_assignment

    def on_identifier(self, node: Node) -> Term:
        """Take a name as it is."""
        return self.term(Sort.NAME, node, self.text(node))

    on_constant = on_identifier

    def on_instance_variable(self, node: Node) -> Term:
        """Take ``@x`` for what the object holds under ``x``."""
        owner = self.term(Sort.NAME, node, "self")
        return self.term(Sort.MEMBER, node, self.text(node).lstrip("@"), on=owner)

    on_class_variable = on_instance_variable

    def on_self(self, node: Node) -> Term:
        """Take the object itself."""
        return self.term(Sort.NAME, node, "self")

    def on_scope_resolution(self, node: Node) -> Term:
        """Take ``A::B`` as one name."""
        return self.term(Sort.NAME, node, self.text(node).removeprefix("::"))

    def on_element_reference(self, node: Node) -> Term | None:
        """Take ``ENV["X"]`` for a variable of the environment."""
        owner = node.child_by_field_name("object")
        inner = [self.visit(child) for child in said(node)[1:]]
        if self.text(owner) == "ENV" and inner:
            return self.term(Sort.ENV, node, str(inner[0].value or ""))
        if owner is None:
            return None
        if inner and isinstance(inner[0].value, str):
            return self.term(Sort.MEMBER, node, inner[0].value, on=self.visit(owner))
        return self.term(
            Sort.UNKNOWN, node, arguments=[plain(self.visit(owner)), *map(plain, inner)]
        )

    def on_call(self, node: Node) -> Term:
        """Take a call, with its keywords as named arguments; a block's settings go on its owner."""
        name = self.text(node.child_by_field_name("method"))
        owner = self.get(node, "receiver")
        arguments = self._arguments(node.child_by_field_name("arguments"))
        block = node.child_by_field_name("block")
        head = owner.dotted() if owner is not None else ""
        if head == "ENV" and name in ("fetch", "[]", "dig") and arguments:
            inner = [*arguments[1:], *([plain(self.visit(block))] if block is not None else [])]
            return self.term(Sort.ENV, node, str(arguments[0].term.value or ""), arguments=inner)
        if name in _SAME and owner is not None and not arguments:
            return owner
        if name in _COMPARES and owner is not None:
            self.compare(owner, *(argument.term for argument in arguments))
        if name in ("merge", "reverse_merge") and owner is not None:
            spread = Argument("", owner, owner.start, owner.end, spread=True)
            inner = [spread, *(_spread(argument) for argument in arguments)]
            return self.term(Sort.RECORD, node, arguments=inner)
        if name == "fetch" and owner is not None and arguments:
            key = arguments[0].term.value
            if isinstance(key, str) and len(arguments) == 1:
                return self.term(Sort.MEMBER, node, key, on=owner)
        made = self.term(Sort.CALL, node, name, on=owner, arguments=arguments)
        if block is not None:
            self._block(block, made)
        return made

    def _block(self, block: Node, call: Term) -> None:
        """Visit a block; the name that it gives to what the call yields holds the call."""
        parameters = block.child_by_field_name("parameters")
        for each in said(parameters)[:1] if parameters is not None else ():
            self.hold(self.text(each), call)
        body = block.child_by_field_name("body")
        if body is not None:
            self.visit(body)

    def _arguments(self, node: Node | None) -> list[Argument]:
        return [] if node is None else [self._argument(child) for child in said(node)]

    def _argument(self, child: Node) -> Argument:
        start, end = child.start_byte, child.end_byte
        if child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if value is None:  # ``model:`` stands for ``model: model``
                name = self.text(key).rstrip(":")
                return Argument(name, self.term(Sort.NAME, key, name), start, end)
            if key.type == "hash_key_symbol":
                name = self.text(key).rstrip(":")
            else:
                term = self.visit(key)
                name = term.value if isinstance(term.value, str) else term.dotted()
            return Argument(name, self.visit(value), start, end)
        if child.type in ("hash_splat_argument", "splat_argument"):
            inner = self.visit(said(child)[0]) if said(child) else self.term(Sort.UNKNOWN, child)
            return Argument("", inner, start, end, spread=True)
        return Argument("", self.visit(child), start, end)

    def on_hash(self, node: Node) -> Term:
        """Take a hash as a record."""
        return self.term(Sort.RECORD, node, arguments=self._arguments(node))

    def on_array(self, node: Node) -> Term:
        """Take an array as a list."""
        return self.term(Sort.LIST, node, arguments=self._arguments(node))

    on_string_array = on_symbol_array = on_array

    def on_string(self, node: Node) -> Term:
        """Take a string; what is put in at run time leaves it open."""
        open_ = any(child.type == "interpolation" for child in node.named_children)
        for child in node.named_children:
            if child.type == "interpolation":
                self.children(child)
        parts = [self.text(c) for c in node.named_children if c.type != "interpolation"]
        return self.term(Sort.TEXT, node, value="".join(parts), open_=open_)

    on_bare_string = on_bare_symbol = on_delimited_symbol = on_heredoc_body = on_string

    def on_simple_symbol(self, node: Node) -> Term:
        """Take a symbol for its text."""
        return self.term(Sort.TEXT, node, value=self.text(node).lstrip(":"))

    def on_integer(self, node: Node) -> Term:
        """Take a number."""
        return self.number(node)

    on_float = on_integer

    def on_true(self, node: Node) -> Term:
        """Take true."""
        return self.term(Sort.CONSTANT, node, value=True)

    def on_false(self, node: Node) -> Term:
        """Take false."""
        return self.term(Sort.CONSTANT, node, value=False)

    def on_nil(self, node: Node) -> Term:
        """Take nothing."""
        return self.term(Sort.CONSTANT, node, value=None)

    def on_parenthesized_statements(self, node: Node) -> Term | None:
        """Take what stands in parentheses."""
        return self.visit(said(node)[0]) if len(said(node)) == 1 else None

    def on_conditional(self, node: Node) -> Term:
        """Take either of two values."""
        self.get(node, "condition")
        either = [self.get(node, field) for field in ("consequence", "alternative")]
        return self.term(Sort.CHOICE, node, arguments=[plain(t) for t in either if t is not None])

    def on_binary(self, node: Node) -> Term:
        """Take ``a || b`` as a choice, and note what is compared."""
        left, right = self.get(node, "left"), self.get(node, "right")
        operator = self.text(node.child_by_field_name("operator"))
        if operator in ("==", "!=", "=~", "==="):
            self.compare(left, right)
        inner = [plain(term) for term in (left, right) if term is not None]
        sort = Sort.CHOICE if operator in ("||", "or") else Sort.UNKNOWN
        return self.term(sort, node, arguments=inner)

    def on_pattern(self, node: Node) -> Term:
        """Note what a case compares with."""
        values = self.items(node)
        self.compare(*(argument.term for argument in values))
        return self.term(Sort.UNKNOWN, node, arguments=values)


def _spread(argument: Argument) -> Argument:
    if argument.name:
        return argument
    return Argument("", argument.term, argument.start, argument.end, spread=True)
