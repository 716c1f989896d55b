"""Go's syntax in the common form: struct literals, wrappers of values, several names at once."""

from __future__ import annotations

import re
from itertools import zip_longest

from ..common.form import Argument, Sort, Term
from ..common.lowering import Lowering, Node, plain, said

# ``openai.Int(3)``, ``param.NewOpt(3)``, ``openai.F(x)``, ``aws.String("x")``: the value itself.
_WRAPPERS = frozenset("Int Int64 Float Float64 Bool String F Opt NewOpt Ptr ptr Time ToPtr".split())
_CONVERSIONS = frozenset(
    "string int int32 int64 float32 float64 ChatModel ReasoningEffort ResponsesModel".split()
)
_ENVIRONMENT = ("os.Getenv", "os.LookupEnv", "syscall.Getenv")
_VERSION = re.compile(r"/v\d+$")
_ESCAPE = re.compile(r'\\(["\\nt])')
_ESCAPED = {"n": "\n", "t": "\t"}


class GoLowering(Lowering):
    """Turns a Go file into the common form."""

    def on_import_spec(self, node: Node) -> Term:
        """Note a package under its alias, or under the last part of its path."""
        path = self.text(node.child_by_field_name("path")).strip('"`')
        alias = self.text(node.child_by_field_name("name"))
        last = _VERSION.sub("", path).rpartition("/")[2]
        name = alias or last.removeprefix("go-").removesuffix("-go").removesuffix(".go")
        self.file.imports[name] = path
        return self.term(Sort.UNKNOWN, node)

    def _function(self, node: Node) -> Term:
        name = self.text(node.child_by_field_name("name"))
        outer, self.scope = self.scope, self.inside(node, name, function=True)
        for field in ("receiver", "parameters"):
            parameters = node.child_by_field_name(field)
            for parameter in said(parameters) if parameters is not None else ():
                type_ = self._type(parameter.child_by_field_name("type"))
                for each in parameter.children_by_field_name("name"):
                    self.hold(self.text(each), None, type_)
                    if field == "parameters":
                        self.scope.parameters.append(self.text(each))
        body = self.get(node, "body")
        result = self._type(node.child_by_field_name("result"))
        self.scope = outer
        if name and result:
            outer.types[f"{name}()"] = result
        return body or self.term(Sort.UNKNOWN, node)

    on_function_declaration = on_method_declaration = on_func_literal = _function

    def _type(self, node: Node | None) -> str:
        """Return a type's full name; of several results the first one's."""
        if node is None:
            return ""
        text = self.text(node).strip("()").partition(",")[0].strip().lstrip("*[]&.")
        text = text.rpartition(" ")[2].lstrip("*[]")
        head, dot, rest = text.partition(".")
        return self.file.qualify(head) + dot + rest

    def on_type_spec(self, node: Node) -> Term | None:
        """Note the types of a struct's fields."""
        inner = node.child_by_field_name("type")
        if inner is None or inner.type != "struct_type":
            return None
        scope = self.inside(node, self.text(node.child_by_field_name("name")), function=False)
        for each in said(inner.named_children[0]) if inner.named_children else ():
            type_ = self._type(each.child_by_field_name("type"))
            for name in each.children_by_field_name("name"):
                scope.types[self.text(name)] = type_
        return None

    def _several(self, names: list[Node], values: Node | None, node: Node, type_: str = "") -> Term:
        terms = [argument.term for argument in self.items(values)]
        for index, (name, term) in enumerate(zip_longest(names, terms)):
            if name is None:
                break
            if term is None and len(terms) == 1 and index:
                continue  # the second result of one call
            if name.type in ("identifier", "field_identifier"):
                self.hold(self.text(name), term, type_)
            elif term is not None:
                self._into(name, term, node)
        return self.term(Sort.UNKNOWN, node, arguments=map(plain, terms))

    def _into(self, target: Node, value: Term, node: Node) -> None:
        if target.type == "index_expression":
            owner, key = self.get(target, "operand"), self.get(target, "index")
            if owner is not None and key is not None and isinstance(key.value, str):
                self.set(owner, key.value, value, node)
            return
        self.assign(self.visit(target), value, node)

    def on_var_spec(self, node: Node) -> Term:
        """Note what variables are declared with."""
        names = [each for each in node.children_by_field_name("name") if each.is_named]
        type_ = self._type(node.child_by_field_name("type"))
        return self._several(names, node.child_by_field_name("value"), node, type_)

    on_const_spec = on_var_spec

    def on_short_var_declaration(self, node: Node) -> Term:
        """Note what names are set to."""
        left = node.child_by_field_name("left")
        return self._several(said(left), node.child_by_field_name("right"), node)

    on_assignment_statement = on_short_var_declaration

    def on_return_statement(self, node: Node) -> Term:
        """Note a function's first result."""
        inner = self.items(said(node)[0] if said(node) else None)
        if inner:
            self.scope.returns.append(inner[0].term)
        return self.term(Sort.UNKNOWN, node, arguments=inner)

    def on_identifier(self, node: Node) -> Term:
        """Take a name as it is."""
        return self.term(Sort.NAME, node, self.text(node))

    on_type_identifier = on_identifier

    def on_selector_expression(self, node: Node) -> Term:
        """Take what a value or a package has."""
        name = self.text(node.child_by_field_name("field"))
        return self.term(Sort.MEMBER, node, name, on=self.get(node, "operand"))

    def on_unary_expression(self, node: Node) -> Term | None:
        """Take a pointer for what it points to."""
        if self.text(node.child_by_field_name("operator")) in ("&", "*"):
            return self.get(node, "operand")
        return None

    def on_parenthesized_expression(self, node: Node) -> Term | None:
        """Take what stands in parentheses."""
        return self.visit(said(node)[0]) if len(said(node)) == 1 else None

    on_literal_element = on_parenthesized_expression

    def on_call_expression(self, node: Node) -> Term:
        """Take a call; a conversion and a wrapper for the value in it."""
        called = node.child_by_field_name("function")
        arguments = self.items(node.child_by_field_name("arguments"))
        text = self.text(called)
        last = text.rpartition(".")[2]
        if text in _ENVIRONMENT and arguments:
            return self.term(
                Sort.ENV, node, str(arguments[0].term.value or ""), arguments=arguments[1:]
            )
        wraps = (last in _WRAPPERS and "." in text) or last in _CONVERSIONS
        if wraps and len(arguments) == 1:
            return arguments[0].term
        if called.type == "selector_expression":
            owner = self.get(called, "operand")
            made = self.term(Sort.CALL, node, last, on=owner, arguments=arguments)
        else:
            self.visit(called) if called.type == "func_literal" else None
            made = self.term(Sort.CALL, node, text, arguments=arguments)
        if text in (
            "strings.HasPrefix",
            "strings.Contains",
            "strings.HasSuffix",
            "strings.EqualFold",
        ):
            self.compare(*(argument.term for argument in arguments))
        return made

    def on_composite_literal(self, node: Node) -> Term:
        """Take a struct or a map as a record, a slice as a list."""
        type_ = node.child_by_field_name("type")
        body = node.child_by_field_name("body")
        if type_.type in ("slice_type", "array_type", "implicit_length_array_type"):
            return self.term(Sort.LIST, node, self._type(type_), arguments=self.items(body))
        return self._record(body, node, self._type(type_))

    def on_literal_value(self, node: Node) -> Term:
        """Take a literal whose type stands further out."""
        keyed = any(child.type == "keyed_element" for child in said(node))
        if not keyed:
            return self.term(Sort.LIST, node, arguments=self.items(node))
        return self._record(node, node, "")

    def _record(self, body: Node, node: Node, type_: str) -> Term:
        entries = []
        for child in said(body):
            if child.type != "keyed_element":
                entries.append(plain(self.visit(child)))
                continue
            key = self.visit(child.child_by_field_name("key"))
            term = self.visit(child.child_by_field_name("value"))
            name = key.value if isinstance(key.value, str) else key.dotted()
            entries.append(Argument(name, term, child.start_byte, child.end_byte))
        return self.term(Sort.RECORD, node, type_, arguments=entries)

    def on_binary_expression(self, node: Node) -> Term:
        """Note what is compared."""
        left, right = self.get(node, "left"), self.get(node, "right")
        if self.text(node.child_by_field_name("operator")) in ("==", "!="):
            self.compare(left, right)
        inner = [plain(term) for term in (left, right) if term is not None]
        return self.term(Sort.UNKNOWN, node, arguments=inner)

    def on_expression_case(self, node: Node) -> Term | None:
        """Note what a case compares with."""
        values = self.items(node.child_by_field_name("value"))
        self.compare(*(argument.term for argument in values))
        rest = [plain(self.visit(child)) for child in said(node)[1:]]
        return self.term(Sort.UNKNOWN, node, arguments=[*values, *rest])

    def on_interpreted_string_literal(self, node: Node) -> Term:
        """Take a string."""
        inner = self.text(node)[1:-1]
        text = _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), inner)
        return self.term(Sort.TEXT, node, value=text)

    def on_raw_string_literal(self, node: Node) -> Term:
        """Take a string without escapes."""
        return self.term(Sort.TEXT, node, value=self.text(node)[1:-1])

    def on_int_literal(self, node: Node) -> Term:
        """Take a number."""
        return self.number(node)

    on_float_literal = on_int_literal

    def on_true(self, node: Node) -> Term:
        """Take true."""
        return self.term(Sort.CONSTANT, node, value=True)

    def on_false(self, node: Node) -> Term:
        """Take false."""
        return self.term(Sort.CONSTANT, node, value=False)

    def on_nil(self, node: Node) -> Term:
        """Take nothing."""
        return self.term(Sort.CONSTANT, node, value=None)
