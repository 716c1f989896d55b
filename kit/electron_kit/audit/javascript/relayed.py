"""Models that are asked for at another vendor's relay, under names that are spelled as OpenAI's."""

from __future__ import annotations

from collections import defaultdict

from ..facts import Fact, ModelLogic
from ..model_names import is_text_model
from ..whose import all_theirs, is_routed
from .index import Module
from .model_logic.literals import head_of
from .positions import in_another_vendors_list, says_whose
from .project import Project
from .syntax import Node, string_value
from .written import key_of

_WRAPPED = frozenset({"parenthesized_expression"})


class Relayed:
    """Knows which names of a project's are another vendor's, by what its tables say.

    Args:
        project: The project.
    """

    def __init__(self, project: Project) -> None:
        """Look at every table of models."""
        self._routed = is_routed(module.unit.data for module in project.modules)
        # By the table's name: whoever has that at hand means the names in it.
        self._tables: dict[str, set[str]] = defaultdict(set)
        self._heads: set[tuple[int, int]] = set()
        # Once for each table, however many names it has.
        found: dict[int, Node] = {}
        for module in project.modules:
            for node in module.strings:
                table = _keyed(node)
                if table is not None and is_text_model(string_value(node) or ""):
                    found[id(table)] = table
        for table in found.values():
            self._note(table)

    def _note(self, table: Node) -> None:
        at = head_of(table)
        if not _is_another_vendors(table):
            return
        self._heads.add((id(at.unit), at.start))
        if name := _name_of(table):
            # The names of its entries, however they are spelled.
            self._tables[name] |= {key.strip("'\"") for c in table.children if (key := key_of(c))}

    def has(self, name: str, module: Module) -> bool:
        """Say whether a name means another vendor's model where it stands.

        Args:
            name: The model's name.
            module: The file that it stands in.
        """
        if self._routed and name.startswith("openai/"):
            return True
        return any(
            name in names and table in module.scope.names for table, names in self._tables.items()
        )

    def has_table(self, table: Node) -> bool:
        """Say whether a table's models are another vendor's.

        Args:
            table: The table.
        """
        keys = [key for c in table.children if is_text_model(key := key_of(c) or "")]
        return bool(keys) and all(self.has(key, table.module) for key in keys)

    def decides(self, fact: Fact, module: Module) -> bool:
        """Say whether a fact is a decision by such names alone.

        Args:
            fact: What a module does.
            module: The module.
        """
        if not isinstance(fact, ModelLogic):
            return False
        if (id(fact.place.unit), fact.place.start) in self._heads:
            return True
        # Of a table its head is told, which has no names in it.
        shown = f'"{fact.detail}"' if fact.how == "looks up" else fact.place.text
        return all_theirs(shown, lambda name: self.has(name, module))


def _keyed(node: Node) -> Node | None:
    """Return the table that a text is a key of."""
    pair = node.parent
    keyed = pair is not None and pair.kind == "pair" and node.field == "key"
    return pair.parent if keyed and pair is not None else None


def _name_of(table: Node) -> str:
    holder = table.parent
    while holder is not None and holder.kind in _WRAPPED:
        holder = holder.parent
    name = holder.get("name") if holder is not None else None
    return name.text if name is not None else ""


def _is_another_vendors(table: Node) -> bool:
    """Say whether each entry of a table for one of OpenAI's names says that it is another's."""
    if in_another_vendors_list(table):
        return True
    named = [c for c in table.children if c.kind == "pair" and is_text_model(key_of(c) or "")]
    records = [value for c in named if (value := c.get("value")) is not None]
    return bool(records) and all(r.kind == "object" and says_whose(r) for r in records)
