"""Java's syntax in the common form: builders as records, annotations, fields of classes."""

from __future__ import annotations

from ..common.form import Argument, Scope, Sort, Term, Traits
from ..common.lowering import Lowering, Node, plain, said

# ``Optional.of(x)``, ``ChatModel.of("gpt-4o")``, ``JsonValue.from(x)``: the value itself.
_WRAPPERS = frozenset("of ofNullable from valueOf ofString".split())
_LISTS = frozenset("List Arrays Set Stream Collections".split())
_SAME = frozenset(
    "build toString trim strip asString value getValue getName intern orElseThrow join "
    "toBuilder".split()
)
_COMPARES = frozenset("equals equalsIgnoreCase startsWith endsWith contains".split())


class JavaLowering(Lowering):
    """Turns a Java file into the common form."""

    traits = Traits(shared_names=False)

    def on_import_declaration(self, node: Node) -> Term:
        """Note a class by its simple name, and packages whose classes have none here."""
        path = self.text(said(node)[0]) if said(node) else ""
        if any(child.type == "asterisk" for child in node.named_children):
            self.file.packages.append(path)
        else:
            self.file.imports[path.rpartition(".")[2]] = path
        return self.term(Sort.UNKNOWN, node)

    def _class(self, node: Node) -> Term:
        name = self.text(node.child_by_field_name("name"))
        outer, self.scope = self.scope, self.inside(node, name, function=False)
        made = self.children(node)
        self.scope = outer
        return made

    on_class_declaration = on_interface_declaration = on_enum_declaration = _class
    on_record_declaration = _class

    def _method(self, node: Node) -> Term:
        name = self.text(node.child_by_field_name("name"))
        type_ = self._type(node.child_by_field_name("type"))
        if name and type_:
            self.scope.types[f"{name}()"] = type_
        outer, self.scope = self.scope, self.inside(node, name, function=True)
        parameters = node.child_by_field_name("parameters")
        for each in said(parameters) if parameters is not None else ():
            parameter = self.text(each.child_by_field_name("name"))
            if parameter:
                self.scope.parameters.append(parameter)
                self.hold(parameter, None, self._type(each.child_by_field_name("type")))
        made = self.children(node)
        self.scope = outer
        return made

    on_method_declaration = on_constructor_declaration = _method

    def _type(self, node: Node | None) -> str:
        text = self.text(node).partition("<")[0].partition("[")[0]
        return "" if text == "var" else text

    def _declared(self, node: Node) -> Term:
        type_ = self._type(node.child_by_field_name("type"))
        inner = [plain(self.visit(child)) for child in said(node) if child.type == "modifiers"]
        for each in node.children_by_field_name("declarator"):
            value = self.get(each, "value")
            self.hold(self.text(each.child_by_field_name("name")), value, type_)
            inner += [plain(value)] if value is not None else []
        return self.term(Sort.UNKNOWN, node, arguments=inner)

    on_field_declaration = on_local_variable_declaration = on_constant_declaration = _declared

    def on_resource(self, node: Node) -> Term | None:
        """Note what a ``try`` opens."""
        value = self.get(node, "value")
        name = node.child_by_field_name("name")
        if value is None or name is None:
            return None
        self.hold(self.text(name), value, self._type(node.child_by_field_name("type")))
        return value

    def on_assignment_expression(self, node: Node) -> Term:
        """Note what a name or a field is set to."""
        value = self.get(node, "right")
        target = self.get(node, "left")
        if value is not None:
            self.assign(target, value, node)
        return value or self.term(Sort.UNKNOWN, node)

    def on_return_statement(self, node: Node) -> Term:
        """Note what a method returns."""
        inner = self.items(node)
        if inner:
            self._method_scope().returns.append(inner[0].term)
        return self.term(Sort.UNKNOWN, node, arguments=inner)

    def _method_scope(self) -> Scope:
        return next((scope for scope in self.scope.around() if scope.function), self.scope)

    def on_identifier(self, node: Node) -> Term:
        """Take a name as it is."""
        return self.term(Sort.NAME, node, self.text(node))

    on_type_identifier = on_scoped_identifier = on_scoped_type_identifier = on_this = on_identifier
    on_super = on_identifier

    def on_generic_type(self, node: Node) -> Term:
        """Take a generic type for the type without its parameters."""
        return self.visit(said(node)[0])

    def on_field_access(self, node: Node) -> Term:
        """Take what an object or a class has."""
        name = self.text(node.child_by_field_name("field"))
        return self.term(Sort.MEMBER, node, name, on=self.get(node, "object"))

    def on_class_literal(self, node: Node) -> Term:
        """Take a class that is handed over."""
        return self.term(Sort.CLASS, node, self.text(node).removesuffix(".class"))

    def on_parenthesized_expression(self, node: Node) -> Term | None:
        """Take what stands in parentheses."""
        return self.visit(said(node)[0]) if len(said(node)) == 1 else None

    def on_cast_expression(self, node: Node) -> Term | None:
        """Take what is cast."""
        return self.get(node, "value")

    def on_expression_statement(self, node: Node) -> Term | None:
        """Take ``builder.n(2);`` for a setting of what the builder makes."""
        inner = self.visit(said(node)[0]) if said(node) else None
        term, rest = inner, []
        while term is not None and term.sort is Sort.CALL and len(term.arguments) == 1:
            rest.append(term)
            term = term.on
        if term is not None and term.sort in (Sort.NAME, Sort.MEMBER) and term.dotted() != "this":
            for call in rest:
                argument = call.arguments[0]
                self.set(term, call.name, argument.term, node)
        return inner

    def on_method_invocation(self, node: Node) -> Term:
        """Take a call; what a builder is told for a record's entry."""
        name = self.text(node.child_by_field_name("name"))
        owner = self.get(node, "object")
        arguments = self.items(node.child_by_field_name("arguments"))
        head = owner.dotted() if owner is not None else ""
        if head == "System" and name in ("getenv", "getProperty") and arguments:
            value = arguments[0].term.value
            return self.term(Sort.ENV, node, str(value or ""), arguments=arguments[1:])
        if head in _LISTS and name in ("of", "asList", "singletonList"):
            return self.term(Sort.LIST, node, arguments=arguments)
        if head == "Map" and name == "of":
            return self.term(Sort.RECORD, node, "Map", arguments=_pairs(arguments))
        if name in _WRAPPERS and len(arguments) == 1 and head[:1].isupper():
            return arguments[0].term
        if name == "orElse" and owner is not None:
            return self.term(Sort.CHOICE, node, arguments=[plain(owner), *arguments])
        if name == "getOrDefault" and head == "System.getenv()" and len(arguments) == 2:
            return self.term(Sort.ENV, node, str(arguments[0].term.value), arguments=arguments[1:])
        if name in _COMPARES:
            self.compare(owner, *(argument.term for argument in arguments))
        if name in _SAME and not arguments and owner is not None:
            return owner
        if name in ("builder", "newBuilder") and owner is not None and head[:1].isupper():
            record = self.term(Sort.RECORD, node, self.file.qualify(head), on=owner)
            record.arguments += [_entry(name, each, node) for each in arguments]
            return record
        if owner is not None and owner.sort is Sort.RECORD and _fluent(owner, node):
            return self._more(owner, name, arguments, node)
        if name == "put" and len(arguments) == 2 and owner is not None:
            key = arguments[0].term.value
            if isinstance(key, str):
                self.set(owner, key, arguments[1].term, node)
        return self.term(Sort.CALL, node, name, on=owner, arguments=arguments)

    def _more(self, record: Term, name: str, arguments: list[Argument], node: Node) -> Term:
        """Return a builder's record with one more entry; it ends where the call does."""
        where = node.child_by_field_name("name")
        for argument in arguments[:1]:
            record.arguments.append(Argument(name, argument.term, where.start_byte, node.end_byte))
            argument.term.parent = record
        if not arguments:
            flag = self.term(Sort.CONSTANT, where, value=True)
            flag.parent = record
            record.arguments.append(Argument(name, flag, where.start_byte, node.end_byte))
        record.end = node.end_byte
        return record

    def on_object_creation_expression(self, node: Node) -> Term:
        """Take ``new X(…)`` for a call of ``new``; its block for a class without a name."""
        type_ = node.child_by_field_name("type")
        owner = self.term(Sort.NAME, type_, self._type(type_))
        arguments = self.items(node.child_by_field_name("arguments"))
        for child in said(node):
            if child.type == "class_body":
                self.visit(child)
        if owner.name.endswith("Builder") and not arguments:
            return self.term(Sort.RECORD, node, self.file.qualify(owner.name), on=owner)
        return self.term(Sort.CALL, node, "new", on=owner, arguments=arguments)

    def on_ternary_expression(self, node: Node) -> Term:
        """Take either of two values."""
        self.get(node, "condition")
        either = [self.get(node, field) for field in ("consequence", "alternative")]
        inner = [plain(term) for term in either if term is not None]
        return self.term(Sort.CHOICE, node, arguments=inner)

    def on_binary_expression(self, node: Node) -> Term:
        """Note what is compared; texts that are joined are one whose rest is open."""
        left, right = self.get(node, "left"), self.get(node, "right")
        operator = self.text(node.child_by_field_name("operator"))
        if operator in ("==", "!="):
            self.compare(left, right)
        inner = [plain(term) for term in (left, right) if term is not None]
        return self.term(Sort.UNKNOWN, node, arguments=inner)

    def on_switch_label(self, node: Node) -> Term:
        """Note what a case compares with."""
        values = self.items(node)
        self.compare(*(argument.term for argument in values))
        return self.term(Sort.UNKNOWN, node, arguments=values)

    def on_string_literal(self, node: Node) -> Term:
        """Take a string."""
        text = self.text(node)
        quote = '"""' if text.startswith('"""') else '"'
        return self.term(Sort.TEXT, node, value=text[len(quote) : -len(quote)])

    def on_decimal_integer_literal(self, node: Node) -> Term:
        """Take a number."""
        return self.number(node)

    on_decimal_floating_point_literal = on_hex_integer_literal = on_decimal_integer_literal

    def on_true(self, node: Node) -> Term:
        """Take true."""
        return self.term(Sort.CONSTANT, node, value=True)

    def on_false(self, node: Node) -> Term:
        """Take false."""
        return self.term(Sort.CONSTANT, node, value=False)

    def on_null_literal(self, node: Node) -> Term:
        """Take nothing."""
        return self.term(Sort.CONSTANT, node, value=None)


def _fluent(record: Term, node: Node) -> bool:
    """Say whether a call adds to a builder's record, which ends right before it."""
    return record.start == node.start_byte and record.name != "Map"


def _entry(name: str, argument: Argument, node: Node) -> Argument:
    return Argument(name, argument.term, node.start_byte, node.end_byte)


def _pairs(arguments: list[Argument]) -> list[Argument]:
    found = []
    for key, value in zip(arguments[::2], arguments[1::2], strict=False):
        found.append(Argument(str(key.term.value or ""), value.term, key.start, value.end))
    return found
