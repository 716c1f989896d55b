"""Names as parts of routes: keys, settings, variables, entries of files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...common.keys import SET_IN_CODE, other_reader, why_variable_stays
from ...facts import (
    Kind,
    Place,
    Repair,
    part_key,
)
from ...trails import Trail
from ..config_files import read_of
from ..origins import Origin, known_as, variable_node
from ..pydantic_settings import renaming
from ..tree import place_of
from .marks import (
    KEY,
    MODEL_FIELDS,
    inside_quotes,
    is_legacy,
    is_set,
    made_up,
    reading,
    renamable,
    where_of,
)


class NameParts:
    """Names as parts of routes: keys, settings, variables, entries of files."""

    def _source(self, key: str, origin: Origin, clients: list[str]) -> None:
        node = origin.node
        trail = self.uses.of(node)
        needs = [*clients, *self._ends(trail, "key"), self.set_key]
        obstacle = self.obstacle(trail, "key", "read by")
        name = f"the key `{known_as(node) or origin.name}`"
        if origin.kind == "env":
            if origin.name == KEY:
                needs.append(self.variable_key)
            inner = inside_quotes(variable_node(node))
            self.add(
                "key", key, inner, name, needs=needs, obstacle=obstacle, words=trail.words,
                repair=Repair("rename-variable", inner), code="I01" if origin.name == KEY else "",
            )  # fmt: skip
            return
        place = place_of(node)
        self.add(
            "key", key, place, f"the key `{known_as(node) or 'written out'}`", needs=needs,
            obstacle=obstacle, words=trail.words, repair=Repair("replace-key", place),
        )  # fmt: skip

    def _setting(self, key: str, node: Any, clients: list[str]) -> None:
        """A field of pydantic's settings: it gets a new name, and so does who reads it."""
        change = renaming(node, "smallest_api_key", self.resolver, self.uses.readers)
        name = f"the setting `{node.target.id}`"
        needs, obstacle = [*clients], change.obstacle
        words: list[tuple[str, ...]] = []
        if change.from_file:
            needs.append(f"stored@key:{node.target.id.upper()}")
        for read in change.reads:
            trail = self.uses.of(read)
            obstacle = obstacle or self.obstacle(trail, "key", "read by")
            needs += self._ends(trail, "key")
            words += trail.words
            place = change.place(read)
            inner = part_key("rename-field", place)
            needs.append(inner)
            self.add(
                "key", inner, place, name, needs=[key],
                repair=Repair("rename-field", place, text=change.name),
            )  # fmt: skip
        path = node.scope.module.path
        self.add(
            "key", key, change.declared, name, needs=needs, obstacle=obstacle,
            words=[*words, (path, node.target.id)],
            repair=Repair("rename-field", change.declared, text=change.name),
        )  # fmt: skip

    def _credentials(self) -> None:
        """Checks and other reads of OpenAI's key: they move once no client that stays needs it."""
        done = {part.key for part in self.parts}
        needs = [
            part.key for part in self.parts
            if part.kind == "client" and part.code and self.variable_key in part.needs
        ]  # fmt: skip
        sets = ""
        reader = other_reader(self.facts)
        checks: list[str] = []
        in_tests: list[str] = []
        for module in self.project.modules:
            for node in module.texts.get(KEY, ()):
                if not renamable(node):
                    continue
                place = inside_quotes(node)
                key = part_key("rename-variable", place)
                if key in done or self._in_client(node):
                    continue
                if is_set(node) and module.is_test and made_up(node):
                    in_tests.append(key)
                    self.add(
                        "key", key, place, f"the variable `{KEY}`", needs=[f"all@{self.group}"],
                        repair=Repair("rename-variable", place),
                    )  # fmt: skip
                    continue
                if is_set(node):
                    sets = sets or f"is set in code ({where_of(place)})"
                    self.add(
                        "key", key, place, f"the variable `{KEY}`",
                        obstacle=SET_IN_CODE,
                    )  # fmt: skip
                    continue
                trail = self.uses.of(reading(node))
                ends = self._ends(trail, "key")
                if self.old_calls and set(ends) == {self.module_key} and not self._module_asked():
                    # The SDK before 1.0 had it for its calls, which have clients of their own then.
                    self.add(
                        "key", key, place, f"the variable `{KEY}`", needs=self.old_calls,
                        obstacle=self.obstacle(trail, "key", "read by"), words=trail.words,
                        repair=Repair("rename-variable", place), code="I01",
                    )  # fmt: skip
                    continue
                obstacle = "" if not ends else "is read by a client that does not move"
                obstacle = obstacle or self.obstacle(trail, "key", "read by")
                checks.append(key)
                self.add(
                    "check", key, place, f"the variable `{KEY}`", obstacle=obstacle,
                    needs=[f"all@{self.group}"], words=trail.words,
                    repair=Repair("rename-variable", place), code="I01",
                )  # fmt: skip
        where = self.project.modules[0].units[0]
        place = Place(where, 0, 0)
        self.add(
            "name", self.set_key, place, f"the variable `{KEY}`", obstacle=sets, needs=in_tests
        )
        self.add("name", self.variable_key, place, f"the variable `{KEY}`")
        obstacle = why_variable_stays(
            reader, where_of(reader.place) if reader is not None else "", needs
        )
        self.add("name", f"all@{self.group}", place, f"the variable `{KEY}`", needs=needs,
                 obstacle=obstacle)  # fmt: skip

    def _module_asked(self) -> bool:
        """Say whether the SDK's module is asked for something that the old SDK had not."""
        return any(
            not r.made and r.client is not None and r.client.constructor == "openai"
            and not is_legacy(r.fact.path)
            for r in self.requests.found
        )  # fmt: skip

    def _in_client(self, node: Any) -> bool:
        while node is not None:
            if id(node) in self.made:
                return True
            node = node.parent
        return False

    def _environment(self) -> None:
        where = self.project.modules[0].units[0]
        for name, senders in self.variables.items():
            place = next((p.place for p in self.parts if p.key in senders), Place(where, 0, 0))
            obstacle = next(self._environ_set(name), "")
            self.add(
                "name", f"env@{name}", place, f"the variable `{name}`",
                needs=[*senders, f"stored@{name}"], obstacle=obstacle,
                open=bool(senders) and not self._has_default(name),
            )  # fmt: skip

    def _files(self) -> None:
        """Entries of configuration files that name models, with all who get the file's content."""
        for name, (node, senders) in self.entries.items():
            file = name.partition("#")[0]
            _, loads, keys = read_of(node, self.resolver) or ("", [], [])
            trail = Trail()
            for load in loads:
                more = self.uses.of(load, path=tuple(keys))
                trail.uses += more.uses
                trail.words += more.words
            obstacle = self.obstacle(trail, "model", "used by")
            named = self._named(file)
            if named != 1:
                obstacle = f"stands in a file that is named {named} times ({file})"
            self.add(
                "name", f"file@{name}", place_of(node), f"the setting `{name}`", open=True,
                needs=[*senders, *self._ends(trail, "model"), f"stored@file:{name}"],
                obstacle=obstacle, words=[*trail.words, ("", file)],
            )  # fmt: skip

    def _named(self, file: str) -> int:
        """Return how often code names a file."""
        named = [
            node
            for module in self.project.every
            for text, nodes in module.texts.items()
            if text.replace("\\", "/").split("/")[-1] == file
            for node in nodes
        ]
        return len(named)

    def _environ_set(self, name: str) -> Iterator[str]:
        for module in self.project.modules:
            for node in module.texts.get(name, ()):
                if is_set(node) and not module.is_test:
                    yield f"is set in code ({where_of(place_of(node))})"

    def _has_default(self, name: str) -> bool:
        """Say whether requests have another model where a variable is not set."""
        for request in self.requests.found:
            for field in (request.fact.fields.get(n) for n in MODEL_FIELDS):
                values = field.values if field is not None else ()
                read = any(v.origin == "env" and v.name == name for v in values)
                if read and any(v.kind is Kind.CONSTANT and v.constant for v in values):
                    return True
        return name in self.defaulted
