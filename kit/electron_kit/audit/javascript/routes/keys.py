"""Keys as parts of routes: where they come from, who else reads and checks them."""

from __future__ import annotations

from ...common.keys import (
    OUT_OF_SIGHT,
    SET_IN_CODE,
    other_reader,
    why_key_stays,
    why_variable_stays,
)
from ...facts import (
    CredentialRead,
    Place,
    Repair,
    part_key,
)
from ...trails import Trail
from ..origins import Origin
from ..syntax import Node
from .marks import KEY, at, expression, is_read, variable, within
from .noted import Noted


class KeyParts(Noted):
    """Keys and the variables that hold them."""

    def _key_from(self, expression: Node, inside: Node | None, user: str, needs: list[str]) -> str:
        """Note where a key comes from; return what stands in the way."""
        some = False
        for origin in self.origins.of(expression):
            why = why_key_stays(origin.kind, origin.name)
            if why:
                return why
            if origin.kind == "none" or (origin.kind == "text" and not origin.name):
                continue
            some = True
            here = inside is not None and within(origin.node, inside)
            if origin.kind == "text":
                if not here:
                    return "takes a key that is written out in code"
                continue
            if origin.kind == "schema":
                needs += self._schema(origin, user)
                continue
            if origin.name == KEY:
                needs += [self.set_key, self.variable_key]
            named = origin.node.kind in ("string", "string_fragment")
            if here and inside is not None and inside.kind == "object" and not named:
                continue
            key = part_key("rename-variable", variable(origin.node))
            needs.append(key)
            self.sources.setdefault(key, (origin, []))[1].append(user)
        return "" if some else OUT_OF_SIGHT

    def _schema(self, origin: Origin, user: str) -> list[str]:
        """Note a key that comes out of a checked environment: its name is the same everywhere."""
        found = []
        for node in self.readers.named(origin.name):
            key = part_key("rename-variable", node.place)
            found.append(key)
            self.sources.setdefault(key, (Origin("schema", node, origin.name), []))[1].append(user)
        return found

    def _source(self, key: str, origin: Origin, users: list[str]) -> None:
        place = origin.node.place if origin.kind == "schema" else variable(origin.node)
        trail = (
            Trail()
            if origin.kind == "schema" and not is_read(origin.node)
            else self.uses.of(expression(origin.node))
        )
        obstacle = self.obstacle(trail, "key", "read by")
        needs = [*users, *self._ends(trail), self.set_key]
        if origin.kind == "schema":
            needs += self._schema(origin, key)
            pair = origin.node.parent
            if pair is not None and pair.kind == "pair" and "sk-" in pair.text:
                obstacle = obstacle or "has to begin with `sk-`"
        if origin.name == KEY:
            needs.append(self.variable_key)
        reported = any(isinstance(f, CredentialRead) and f.rename == place for f in self.facts)
        self.add(
            "key", key, place, f"the key `{origin.name}`", needs=needs, obstacle=obstacle,
            words=trail.words, repair=Repair("rename-variable", place),
            code="I01" if reported else "",
        )  # fmt: skip

    def _checks(self) -> None:
        """Checks and other reads of OpenAI's key: they move once no client that stays needs it."""
        done = {part.key for part in self.parts}
        needs = [
            part.key for part in self.parts
            if part.kind in ("client", "request") and self.variable_key in part.needs
        ]  # fmt: skip
        reader = other_reader(self.facts)
        hub, sets = f"js-all@{self.group}", ""
        for fact in self.facts:
            if not isinstance(fact, CredentialRead) or fact.rename is None:
                continue
            key = part_key("rename-variable", fact.rename)
            if key in done:
                continue
            done.add(key)
            if fact.how == "set":
                sets = sets or f"is set in code ({at(fact.place)})"
                self.add("key", key, fact.rename, f"the variable `{KEY}`",
                         obstacle=SET_IN_CODE)  # fmt: skip
                continue
            node = self.node(fact.rename)
            trail = self.uses.of(expression(node)) if node is not None else Trail()
            obstacle = "is read in a way that is not followed" if node is None else ""
            if self._ends(trail):
                obstacle = "is read by a client that does not move"
            obstacle = obstacle or self.obstacle(trail, "key", "read by")
            self.add(
                "check", key, fact.rename, f"the variable `{KEY}`", obstacle=obstacle,
                needs=[hub], words=trail.words, repair=Repair("rename-variable", fact.rename, fact),
                code="I01",
            )  # fmt: skip
        place = Place(self.project.modules[0].unit, 0, 0)
        self.add("name", self.set_key, place, f"the variable `{KEY}`", obstacle=sets)
        self.add("name", self.variable_key, place, f"the variable `{KEY}`")
        where = at(reader.place) if reader is not None else ""
        obstacle = why_variable_stays(reader, where, needs)
        self.add("name", hub, place, f"the variable `{KEY}`", needs=needs, obstacle=obstacle)
