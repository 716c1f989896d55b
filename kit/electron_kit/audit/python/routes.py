"""The parts of routes in Python: clients, requests, models, keys, and who else reads them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ...providers import ELECTRON
from ..facts import (
    ENDPOINTS,
    ClientMade,
    Confidence,
    CredentialRead,
    Fact,
    Field,
    FrameworkClient,
    Kind,
    LegacyUse,
    ModelName,
    Part,
    Place,
    Provider,
    Repair,
    part_key,
)
from .clients import provider_of_url
from .credentials import _is_sdk
from .fields import FieldReader
from .files import read_of
from .index import Module, last_name, place_of
from .known import FOREIGN_KEYS, canonical
from .origins import Origin, Origins, known_as, variable_node
from .project import Project
from .raw import url_literal
from .requests import Made, Request, Requests
from .resolve import Resolver
from .settings import renaming, settings_variable
from .tree import walk
from .uses import TEXT, Trail, Use, Uses

_KEY = "OPENAI_API_KEY"
_URL = "OPENAI_BASE_URL"
_MODEL_FIELDS = ("model", "engine", "deployment_id", "model_name")
_HEADERS = ("headers", "2")
_BODIES = ("json", "data", "content", "body")
_SECRET = re.compile(r"^[A-Z][A-Z0-9_]*(?:KEY|TOKEN|SECRET)$")
_LACKS = "which Electron does not have"


def route_parts(
    project: Project,
    requests: Requests,
    reader: FieldReader,
    facts: Iterable[Fact],
) -> list[Part]:
    """Return the parts of a project's routes.

    Args:
        project: The project.
        requests: Its requests.
        reader: What collected their fields.
        facts: What else was found.
    """
    if not requests.found and not requests.constructors:
        return []
    return _Parts(project, requests, reader, list(facts)).all()


class _Parts:
    def __init__(
        self, project: Project, requests: Requests, reader: FieldReader, facts: list[Fact]
    ) -> None:
        self.project = project
        self.requests = requests
        self.reader = reader
        self.facts = facts
        self.resolver: Resolver = requests.resolver
        self.group = project.modules[0].path if project.modules else ""
        self.origins = Origins(self.resolver)
        self.by_call = {id(r.node): r for r in requests.found}
        self.made = {id(m.node): m for m in requests.constructors}
        self.uses = Uses(
            self.resolver, set(self.by_call), set(self.made), lambda n: _is_sdk(n, self.resolver)
        )
        self.parts: list[Part] = []
        self.models: dict[str, tuple[Any, list[str]]] = {}
        self.sources: dict[str, tuple[Origin, list[str]]] = {}
        self.entries: dict[str, tuple[Any, list[str]]] = {}
        self.defaulted: set[str] = set()
        self.fields: dict[str, tuple[Any, list[str]]] = {}
        self.urls: dict[str, tuple[Any, list[str]]] = {}
        self._trails: list[tuple[Origin, Trail]] | None = None
        self.variables: dict[str, list[str]] = defaultdict(list)
        self.settings = [f for f in facts if isinstance(f, ClientMade) and f.module_level]

    def all(self) -> list[Part]:
        """Return every part."""
        for request in self.requests.found:
            self._request(request)
        for made in self.requests.constructors:
            self._client(made)
        self._module_client()
        for key, (node, senders) in self.models.items():
            self._model(key, node, senders)
        for key, (node, senders) in self.urls.items():
            self._address(key, node, senders)
        for key, (origin, clients) in self.sources.items():
            self._source(key, origin, clients)
        for key, (node, clients) in self.fields.items():
            self._setting(key, node, clients)
        self._legacy()
        self._credentials()
        self._environment()
        self._files()
        return self._expected()

    def add(self, kind: str, key: str, place: Place, name: str, **more: Any) -> None:
        more["needs"] = tuple(more.get("needs", ()))
        more["words"] = tuple(more.get("words", ()))
        self.parts.append(Part(place=place, kind=kind, key=key, name=name, **more))

    # Requests

    def _request(self, request: Request) -> None:
        fact, node = request.fact, request.node
        needs, obstacle = [client_key(m) for m in request.made], ""
        if fact.framework:
            obstacle = self._by_hand(request, needs)
        elif fact.endpoint != "chat":
            word = ENDPOINTS[fact.endpoint] or fact.endpoint
            obstacle = f"asks for {word}, {_LACKS}"
        elif fact.provider in (Provider.AZURE, Provider.OTHER):
            obstacle = "goes to another vendor"
        elif request.client is None or not request.made:
            if request.client is not None and request.client.constructor == "openai":
                needs = [legacy_key(node) if is_legacy(fact.path) else self.module_key]
            else:
                obstacle = "goes through a client that is not in sight"
        if not obstacle and fact.endpoint == "chat":
            obstacle = self._models_of(request, needs)
        self.add(
            "request", request_key(node), fact.place, "the request", needs=needs,
            obstacle=obstacle,
        )  # fmt: skip

    def _by_hand(self, request: Request, needs: list[str]) -> str:
        """Note the address and the key of a request by hand; return what stands in the way."""
        call = request.node
        targets = [*call.args[:2], *(k.value for k in call.keywords if k.arg in ("url", "uri"))]
        urls = [u for t in targets for u in self._addresses(t)]
        if request.fact.confidence is not Confidence.HIGH or len(urls) != 1:
            return "is written by hand, and its address is not one text"
        if any(str(n.value).startswith("OpenAI-") for n in _texts(call.scope.module)):
            return "is written by hand, with headers of OpenAI's own"
        keys = self._header_keys(call)
        if not keys:
            return "is written by hand, and its key is not followed"
        for origin in keys:
            key = source_key(origin)
            if key is None or FOREIGN_KEYS.search(origin.name):
                return "is written by hand, and its key is not followed"
            needs.append(key)
            address = part_key("set-url", place_of(urls[0]))
            self.sources.setdefault(key, (origin, []))[1].append(address)
        key = part_key("set-url", place_of(urls[0]))
        needs.append(key)
        self.urls.setdefault(key, (urls[0], []))[1].append(request_key(call))
        return ""

    def _addresses(self, target: Any) -> list[Any]:
        found = [n for o in self.resolver.of(target) if o.kind in ("const", "text")
                 and (n := url_literal(o.node, self.resolver)) is not None]  # fmt: skip
        return found or [n for n in [url_literal(target, self.resolver)] if n is not None]

    def _header_keys(self, call: Any) -> list[Origin]:
        """Return the reads of the environment that end in a request's headers."""
        if self._trails is None:
            self._trails = [(origin, self.uses.of(origin.node)) for origin in self._reads()]
        return [
            origin for origin, trail in self._trails
            if any(u.how == "request" and u.node is call and u.name in _HEADERS for u in trail.uses)
        ]  # fmt: skip

    def _reads(self) -> Iterator[Origin]:
        for module in self.project.modules:
            for node in module.nodes[ast.Constant]:
                if node.value.__class__ is str and _SECRET.search(node.value):
                    for item in self.resolver.of(_read(node)):
                        if item.kind == "env" and item.node is _read(node):
                            yield Origin("env", item.node, item.name)

    def _address(self, key: str, node: Any, requests: list[str]) -> None:
        trail = self.uses.of(node)
        obstacle = self._obstacle(trail, "url", "used by")
        needs = [*requests, *self._ends(trail, "url")]
        self.add(
            "client", key, place_of(node), "the request by hand", needs=needs, obstacle=obstacle,
            words=trail.words, repair=Repair("set-url", place_of(node)), code="R06",
        )  # fmt: skip

    def _models_of(self, request: Request, needs: list[str]) -> str:
        """Note what a request's model may be; return what is not known of it."""
        fields = [request.fact.fields[n] for n in _MODEL_FIELDS if n in request.fact.fields]
        if not fields:
            return "" if request.fact.complete else "names its model somewhere else"
        known, caller = False, False
        for field in fields:
            expression = self.reader.expressions.get(field.value) if field.value else None
            if expression is None:
                return "asks for a model that is put together elsewhere"
            for origin in [*self.origins.of(expression), *self._branches(field)]:
                if origin.kind in ("literal", "given"):
                    known = True
                    self._sends(origin.node, request, needs)
                elif origin.kind == "env":
                    known = True
                    needs.append(f"env@{origin.name}")
                    self.variables[origin.name].append(request_key(request.node))
                elif origin.kind == "file":
                    known = True
                    needs.append(f"file@{origin.name}")
                    entry = self.entries.setdefault(origin.name, (origin.node, []))
                    entry[1].append(request_key(request.node))
                elif origin.kind == "caller":
                    caller = True
                elif origin.kind in ("open", "setting"):
                    return f"asks for a model that comes from elsewhere (`{origin.name}`)"
        if known or not caller:
            return ""
        return "asks for a model that its caller names"

    def _sends(self, node: Any, request: Request, needs: list[str]) -> None:
        if node.__class__ is not ast.Constant or node.value == ELECTRON.default_model:
            return
        key = part_key("set-model", place_of(node))
        needs.append(key)
        variable = settings_variable(node)
        if variable:
            # A setting's default: the environment may say otherwise.
            needs.append(f"env@{variable}")
            self.variables[variable].append(request_key(request.node))
            self.defaulted.add(variable)
        self.models.setdefault(key, (node, []))[1].append(request_key(request.node))

    def _branches(self, field: Field) -> Iterator[Origin]:
        """Yield what else sets a field for the same call, as far as it is a text."""
        for value in field.values if field.others else ():
            node = self.reader.nodes.get(value.place) if value.place is not None else None
            if value.kind is Kind.CONSTANT and isinstance(value.constant, str) and node is not None:
                yield Origin("literal", node, value.constant)
            elif value.kind is Kind.CONSTANT and not value.constant:
                continue
            elif value.origin == "env" and node is not None:
                yield Origin("env", node, value.name)
            elif value.origin == "param":
                yield Origin("caller", node, value.name)
            else:
                yield Origin("open", node, value.name or "something")

    # Clients

    def _client(self, made: Made) -> None:
        node, provider = made.node, made.client.provider
        place = place_of(node)
        key, name = client_key(node), "the client"
        if provider is Provider.ELECTRON:
            self.add("client", key, place, name)
            return
        if provider is not Provider.OPENAI:
            obstacle = {
                Provider.AZURE: "is Azure's",
                Provider.UNKNOWN: "takes its base URL from elsewhere",
            }.get(provider, "is another vendor's")
            self.add("client", key, place, name, obstacle=obstacle)
            for use in self.uses.of(node, client=True).uses:
                if use.how == "request":
                    # A request that two clients may send needs both of them to move.
                    self.add("request", request_key(use.node), place_of(use.node), "the request",
                             needs=[key])  # fmt: skip
            return
        trail = self.uses.of(node, client=True)
        served = {r.fact.endpoint for r in self.requests.found if node in r.made}
        needs = [request_key(r.node) for r in self.requests.found if any(m is node for m in r.made)]
        others = [
            r
            for r in self.requests.found
            if any(m is node for m in r.made) and r.fact.endpoint != "chat"
        ]
        obstacle = ""
        if others:
            words = sorted({ENDPOINTS[r.fact.endpoint] or r.fact.endpoint for r in others})
            if "chat" not in served:
                name = f"the {words[0]} client"
            where = _where(place_of(others[0].node))
            obstacle = f"serves {' and '.join(words)} ({where}), {_LACKS}"
        needs += self._ends(trail, "client")
        obstacle = obstacle or self._obstacle(trail, "client", "handed to")
        arguments = self._arguments(made)
        if arguments is None:
            obstacle = obstacle or "takes its arguments from elsewhere"
        else:
            obstacle = obstacle or self._key(arguments, made, needs) or self._url(arguments, needs)
        fact = next((f for f in self.facts if isinstance(f, ClientMade) and f.place == place), None)
        self.add(
            "client", key, place, name, needs=needs, obstacle=obstacle, words=trail.words,
            repair=Repair("set-client", place, fact), code="R01",
        )  # fmt: skip

    def _arguments(self, made: Made) -> dict[str, Any] | None:
        """Return a constructor's arguments as expressions; None if not all of them are known."""
        found: dict[str, Any] = {}
        for call in (*_partials(made.node, self.resolver), made.node):
            for keyword in call.keywords:
                if keyword.arg is not None:
                    found[keyword.arg] = keyword.value
                    continue
                dicts = self.resolver.of(keyword.value)
                if len(dicts) != 1 or dicts[0].kind != "dict" or self.reader.changes(dicts[0].node):
                    return None
                for name, values in self.resolver.dict_values(dicts[0]).items():
                    if len(values) != 1 or name.startswith("?"):
                        return None
                    found.setdefault(name, values[0])
            if any(a.__class__ is ast.Starred for a in call.args):
                return None
        return found

    def _key(self, arguments: dict[str, Any], made: Made, needs: list[str]) -> str:
        """Note where a client's key comes from; return what stands in the way."""
        if "api_key" not in arguments:
            needs.append(self.variable_key)
            needs.append(self.set_key)
            return ""
        return self._key_from(arguments["api_key"], made.node, needs)

    def _key_from(self, expression: Any, client: Any, needs: list[str]) -> str:
        here = expression.parent.parent is client or expression.parent is client.parent
        inside = {id(n) for n in walk(expression)} if here else set()
        some = False
        for origin in self.origins.of(expression):
            if origin.kind in ("open", "file"):
                return f"takes its key from `{origin.name}`, which is not followed"
            if origin.kind in ("caller", "given"):
                return f"takes its caller's own key (`{origin.name}`)"
            if origin.kind == "none":
                continue
            some = True
            if origin.kind == "setting":
                key = part_key("rename-field", place_of(origin.node.target))
                needs.append(key)
                self.fields.setdefault(key, (origin.node, []))[1].append(client_key(client))
                continue
            if origin.kind == "env":
                if FOREIGN_KEYS.search(origin.name):
                    return f"takes another vendor's key (`{origin.name}`)"
                if origin.name == _KEY:
                    needs.append(self.set_key)
                if id(origin.node) in inside:
                    if origin.name == _KEY:
                        needs.append(self.variable_key)
                    continue
            elif id(origin.node) in inside:
                continue
            source = source_key(origin)
            if source is None:
                return f"takes its key from `{origin.name}`, whose name is put together"
            needs.append(source)
            self.sources.setdefault(source, (origin, []))[1].append(client_key(client))
        return "" if some else "takes a key that is not in sight"

    def _url(self, arguments: dict[str, Any], needs: list[str]) -> str:
        if "base_url" not in arguments:
            needs.append(f"env@{_URL}")
            self.variables.setdefault(_URL, [])
            return ""
        for origin in self.origins.of(arguments["base_url"]):
            if origin.kind in ("open", "caller", "given", "file", "setting"):
                return f"takes its base URL from `{origin.name}`, which is not followed"
            if origin.kind == "literal" and provider_of_url(origin.name) is not Provider.OPENAI:
                return f"may also lead to another host (`{origin.name}`)"
            if origin.kind == "env":
                needs.append(f"env@{origin.name}")
                self.variables.setdefault(origin.name, [])
        return ""

    @property
    def module_key(self) -> str:
        return f"module@{self.group}"

    @property
    def variable_key(self) -> str:
        return f"checks@{self.group}"

    @property
    def set_key(self) -> str:
        return f"sets@{self.group}"

    def _module_client(self) -> None:
        sent = [
            r for r in self.requests.found
            if not r.made and r.client is not None and r.client.constructor == "openai"
            and not is_legacy(r.fact.path)
        ]  # fmt: skip
        if not sent and not self.settings:
            return
        first = self.settings[0] if self.settings else None
        place = first.place if first is not None else sent[0].fact.place
        needs = [request_key(r.node) for r in sent]
        obstacle = ""
        others = [r for r in sent if r.fact.endpoint != "chat"]
        if others:
            words = sorted({ENDPOINTS[r.fact.endpoint] or r.fact.endpoint for r in others})
            obstacle = (
                f"serves {' and '.join(words)} ({_where(place_of(others[0].node))}), {_LACKS}"
            )
        elif not sent:
            obstacle = "is set up, and no request through it is in sight"
        elif first is None:
            obstacle = "is set up nowhere in sight"
        elif len(self.settings) > 1 and any(f.arguments for f in self.settings):
            obstacle = "is set up in several places"
        else:
            obstacle = self._settings(needs)
        needs.append(f"env@{_URL}")
        self.variables.setdefault(_URL, [])
        self.add("client", self.module_key, place, "the SDK's module client", needs=needs,
                 obstacle=obstacle)  # fmt: skip
        for fact in self.settings:
            key = part_key("set-client", fact.place)
            self.add(
                "client", key, fact.place, "the SDK's module client", needs=[self.module_key],
                repair=Repair("set-client", fact.place, fact), code="R01",
            )  # fmt: skip
            self.parts[-2] = _needing(self.parts[-2], key)

    def _settings(self, needs: list[str]) -> str:
        """Note where the module client's key comes from; return what stands in the way."""
        for name in ("api_key", "base_url"):
            for node in self.uses.readers.attributes(name):
                if node.ctx.__class__ is ast.Load and _is_sdk(node.value, self.resolver):
                    return f"has its `{name}` read back ({_where(place_of(node))})"
        for module in self.project.modules:
            for name in ("organization", "project", "default_headers", "http_client",
                         "default_query", "azure_endpoint", "api_type", "api_version"):  # fmt: skip
                for target, _, _ in module.attributes.get(name, ()):
                    if _is_sdk(target.value, self.resolver):
                        return f"has `{name}` set ({_where(place_of(target))})"
            for name in ("api_key", "base_url"):
                set_here = [
                    t for t, _, _ in module.attributes.get(name, ())
                    if _is_sdk(t.value, self.resolver)
                ]  # fmt: skip
                if len(set_here) > 1:
                    return f"has `{name}` set more than once ({_where(place_of(set_here[1]))})"
            for target, binding, _ in module.attributes.get("api_key", ()):
                if _is_sdk(target.value, self.resolver):
                    why = self._key_from(binding.value, target, needs)
                    if why:
                        return why
        return ""

    # What values end in

    def _ends(self, trail: Trail, what: str) -> list[str]:
        """Return the keys of the parts that a value ends in."""
        found = []
        for use in trail.uses:
            if use.how == "request":
                found.append(request_key(use.node))
            elif use.how == "client":
                found.append(client_key(use.node))
            elif use.how == "setting" and what == "key" and use.name == "api_key":
                found.append(self.module_key)
        return found

    def _obstacle(self, trail: Trail, what: str, verb: str) -> str:
        """Return what a value ends in that cannot move."""
        for use in trail.uses:
            if _fine(use, what):
                continue
            if use.how == "other":
                return f"is also {verb} {use.name} ({_where(place_of(_placed(use.node)))})"
            if use.how == "compared":
                return f"is compared ({_where(place_of(_placed(use.node)))})"
            return f"is also used as `{use.name}` ({_where(place_of(_placed(use.node)))})"
        return ""

    def _model(self, key: str, node: Any, senders: list[str]) -> None:
        trail = self.uses.of(node)
        obstacle = self._obstacle(trail, "model", "used by")
        text = node.value
        if ":" in text or "/" in text:
            obstacle = "is written for a framework or is a fine-tuned model"
        place = place_of(node)
        holder = known_as(node)
        name = f"the model `{holder}`" if holder else f"the name `{text}`"
        self.add(
            "model", key, place, name, needs=[*senders, *self._ends(trail, "model")],
            obstacle=obstacle, words=trail.words, repair=Repair("set-model", place), code="R02",
        )  # fmt: skip

    def _source(self, key: str, origin: Origin, clients: list[str]) -> None:
        node = origin.node
        trail = self.uses.of(node)
        needs = [*clients, *self._ends(trail, "key"), self.set_key]
        obstacle = self._obstacle(trail, "key", "read by")
        name = f"the key `{known_as(node) or origin.name}`"
        if origin.kind == "env":
            if origin.name == _KEY:
                needs.append(self.variable_key)
            inner = _inner(variable_node(node))
            self.add(
                "key", key, inner, name, needs=needs, obstacle=obstacle, words=trail.words,
                repair=Repair("rename-variable", inner), code="I01" if origin.name == _KEY else "",
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
            obstacle = obstacle or self._obstacle(trail, "key", "read by")
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

    # Legacy calls

    def _legacy(self) -> None:
        uses = [f for f in self.facts if isinstance(f, LegacyUse)]
        stays = next(
            (f for f in uses if f.repair is None and not f.symbol.endswith(_SETTING)), None
        )
        errors = next(self._old_errors(), None)
        for fact in uses:
            if fact.repair is None:
                continue
            obstacle = ""
            if stays is not None:
                obstacle = f"stands beside `{stays.symbol}` ({_where(stays.place)})"
            elif errors is not None:
                obstacle = f"stands beside `openai.error` ({_where(place_of(errors))})"
            request = part_key("request", fact.place)
            self.add(
                "client", part_key("legacy-call", fact.repair.place), fact.place,
                f"the call `{fact.symbol}`", needs=[request], obstacle=obstacle,
                repair=fact.repair, code="R04",
            )  # fmt: skip

    def _old_errors(self) -> Iterator[Any]:
        for module in self.project.modules:
            if any(canonical(n).startswith("openai.error") for n in module.imported):
                for tree in module.trees:
                    for node in walk(tree):
                        names = [getattr(node, "module", "") or ""]
                        names += [a.name for a in getattr(node, "names", ()) if hasattr(a, "name")]
                        if node.__class__ in (ast.Import, ast.ImportFrom) and any(
                            n.startswith("openai.error") for n in names
                        ):
                            yield node
            for node in module.nodes[ast.Attribute]:
                if node.attr == "error" and _is_sdk(node.value, self.resolver):
                    yield node

    # Variables of the environment

    def _credentials(self) -> None:
        """Checks and other reads of OpenAI's key: they move once no client that stays needs it."""
        done = {part.key for part in self.parts}
        needs = [
            part.key for part in self.parts
            if part.kind == "client" and part.code and self.variable_key in part.needs
        ]  # fmt: skip
        sets = ""
        stays = next(
            (f for f in self.facts if isinstance(f, FrameworkClient)
             and f.endpoint != "settings"), None,
        )  # fmt: skip
        checks: list[str] = []
        in_tests: list[str] = []
        for module in self.project.modules:
            for node in module.nodes[ast.Constant]:
                if node.value != _KEY or not _rename(node):
                    continue
                place = _inner(node)
                key = part_key("rename-variable", place)
                if key in done or self._in_client(node):
                    continue
                if _is_set(node) and module.is_test and _made_up(node):
                    in_tests.append(key)
                    self.add(
                        "key", key, place, f"the variable `{_KEY}`", needs=[f"all@{self.group}"],
                        repair=Repair("rename-variable", place),
                    )  # fmt: skip
                    continue
                if _is_set(node):
                    sets = sets or f"is set in code ({_where(place)})"
                    self.add(
                        "key", key, place, f"the variable `{_KEY}`",
                        obstacle="is set in code, and its value may be an OpenAI key",
                    )  # fmt: skip
                    continue
                trail = self.uses.of(_read(node))
                ends = self._ends(trail, "key")
                obstacle = "" if not ends else "is read by a client that does not move"
                obstacle = obstacle or self._obstacle(trail, "key", "read by")
                checks.append(key)
                self.add(
                    "check", key, place, f"the variable `{_KEY}`", obstacle=obstacle,
                    needs=[f"all@{self.group}"], words=trail.words,
                    repair=Repair("rename-variable", place), code="I01",
                )  # fmt: skip
        where = self.project.modules[0].units[0]
        place = Place(where, 0, 0)
        self.add(
            "name", self.set_key, place, f"the variable `{_KEY}`", obstacle=sets, needs=in_tests
        )
        self.add("name", self.variable_key, place, f"the variable `{_KEY}`")
        obstacle = ""
        if stays is not None:
            obstacle = f"is also read by `{stays.symbol}` ({_where(stays.place)})"
        elif not needs:
            obstacle = "is read by no client that moves"
        self.add("name", f"all@{self.group}", place, f"the variable `{_KEY}`", needs=needs,
                 obstacle=obstacle)  # fmt: skip

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
            read = read_of(node, self.resolver)
            trail = Trail()
            for load in read[1] if read is not None else ():
                more = self.uses.of(load, path=tuple(read[2]))  # type: ignore[index]
                trail.uses += more.uses
                trail.words += more.words
            obstacle = self._obstacle(trail, "model", "used by")
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
        return sum(
            node.value.__class__ is str and node.value.replace("\\", "/").split("/")[-1] == file
            for module in self.project.every
            for node in module.nodes[ast.Constant]
        )

    def _environ_set(self, name: str) -> Iterator[str]:
        for module in self.project.modules:
            for node in module.nodes[ast.Constant]:
                if node.value == name and _is_set(node) and not module.is_test:
                    yield f"is set in code ({_where(place_of(node))})"

    def _has_default(self, name: str) -> bool:
        """Say whether requests have another model where a variable is not set."""
        for request in self.requests.found:
            for field in (request.fact.fields.get(n) for n in _MODEL_FIELDS):
                values = field.values if field is not None else ()
                read = any(v.origin == "env" and v.name == name for v in values)
                if read and any(v.kind is Kind.CONSTANT and v.constant for v in values):
                    return True
        return name in self.defaulted

    def _expected(self) -> list[Part]:
        """Hold names of models that a test also writes where nothing moves."""
        moved = {part.key for part in self.parts if part.kind == "model"}
        expected: dict[str, str] = {}
        for module in self.project.modules:
            if not module.is_test:
                continue
            for node in module.nodes[ast.Constant]:
                text = node.value
                if text.__class__ is str and 2 < len(text) < 60 and _is_expectation(node):
                    if part_key("set-model", place_of(node)) not in moved:
                        expected.setdefault(text, _where(place_of(node)))
        if not expected:
            return self.parts
        held = []
        for part in self.parts:
            text = part.place.text.strip("'\"") if part.kind == "model" else ""
            if text in expected and not part.obstacle:
                part = _held(part, f"is also expected in {expected[text]}")  # noqa: PLW2901
            held.append(part)
        return held


_SETTING = (".api_key", ".api_base", ".base_url", ".api_type", ".api_version")


def _fine(use: Use, what: str) -> bool:
    if use.how in ("test", "shown"):
        return True
    if use.how == "client":
        return what == "key" and use.name == "api_key" and not use.path
    if use.how == "request":
        if what == "client":
            return use.name == ""
        if what == "model":
            sent = use.name in _MODEL_FIELDS and not use.path
            by_hand = use.name in _BODIES and use.path == ("model",)
            return sent or by_hand or TEXT in use.path
        if what == "key":
            return use.name in _HEADERS
        return what == "url" and use.name in ("0", "1", "url", "uri")
    if use.how == "setting":
        return what == "key" and use.name == "api_key"
    return False


def _texts(module: Module) -> Iterator[Any]:
    return (node for node in module.nodes[ast.Constant] if node.value.__class__ is str)


def _partials(call: Any, resolver: Resolver) -> list[Any]:
    """Return the calls of ``partial`` that a call goes through."""
    return [p.node for o in resolver.of(call.func) for p in o.partials]


def client_key(node: Any) -> str:
    """Return the key of a client's part."""
    return part_key("set-client", place_of(node))


def request_key(node: Any) -> str:
    """Return the key of a request's part."""
    return part_key("request", place_of(node))


def legacy_key(node: Any) -> str:
    """Return the key of a call's part that belongs to the SDK before 1.0."""
    return part_key("legacy-call", place_of(node.func))


def source_key(origin: Origin) -> str | None:
    """Return the key of the part that a key's source is; None if its name is no plain string."""
    if origin.kind == "env":
        node = variable_node(origin.node)
        return part_key("rename-variable", _inner(node)) if _rename(node) else None
    return part_key("replace-key", place_of(origin.node))


def is_legacy(path: str) -> bool:
    """Say whether a request's path is one of the SDK before 1.0."""
    from .known import LEGACY

    return path.partition(".")[0] in LEGACY


def _rename(node: Any) -> bool:
    return node is not None and place_of(node).text[1:-1] == node.value


def _inner(node: Any) -> Place:
    place = place_of(node)
    return Place(place.unit, place.start + 1, place.end - 1)


def _read(node: Any) -> Any:
    """Return the expression that reads the variable whose name is written here."""
    parent = node.parent
    if parent.__class__ is ast.Subscript or (
        parent.__class__ is ast.Call and parent.args and parent.args[0] is node
    ):
        return parent
    return node


def _is_set(node: Any) -> bool:
    """Say whether a variable of the environment is given a value here."""
    parent = node.parent
    if parent.__class__ is ast.Subscript:
        return parent.ctx.__class__ is ast.Store
    if parent.__class__ is ast.Dict:
        return node in parent.keys
    if parent.__class__ is ast.Call:
        return last_name(parent.func) in ("setenv", "putenv", "setdefault")
    return False


def _made_up(node: Any) -> bool:
    """Say whether a variable is set to a text that cannot be an OpenAI key: ``"test"``."""
    parent = node.parent
    value: Any = None
    if parent.__class__ is ast.Call and len(parent.args) > 1:
        value = parent.args[1]
    elif parent.__class__ is ast.Dict:
        value = next(v for k, v in zip(parent.keys, parent.values, strict=True) if k is node)
    elif parent.__class__ is ast.Subscript and parent.parent.__class__ is ast.Assign:
        value = parent.parent.value
    text = value.value if value.__class__ is ast.Constant else None
    return isinstance(text, str) and not text.startswith("sk-")


def _is_expectation(node: Any) -> bool:
    """Say whether a test holds something against a text: ``== "gpt-4o"``, ``assertEqual``."""
    parent = node.parent
    if parent.__class__ is ast.keyword:
        parent = parent.parent
    if parent.__class__ is ast.Call:
        return last_name(parent.func).lower().startswith(("assert", "expect", "called"))
    return parent.__class__ in (ast.Compare, ast.Dict)


def _placed(node: Any) -> Any:
    while not hasattr(node, "lineno"):
        node = node.parent
    return node


def _where(place: Place) -> str:
    cell = f"cell {place.unit.cell}:" if place.unit.cell is not None else ""
    return f"{place.unit.path}:{cell}{place.line}"


def _held(part: Part, obstacle: str) -> Part:
    from dataclasses import replace

    return replace(part, obstacle=obstacle)


def _needing(part: Part, key: str) -> Part:
    from dataclasses import replace

    return replace(part, needs=(*part.needs, key))


__all__ = ["CredentialRead", "ModelName", "Module", "route_parts"]
