"""Hand-written requests: URLs of OpenAI's and Azure's HTTP API in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ...providers import ELECTRON
from ..facts import Call, Confidence, Fact, Field, Place, RawRequest, Repair
from ..hosts import OF_RESPONSES, PATHS
from ..model_names import is_text_model
from .fields import FieldReader
from .index import Module
from .known import CLIENTS
from .led_requests import led_requests, paths_told
from .own_bases import (
    NAMELESS_OTHER,
    PATH_ALONE,
    of_its_class,
    of_openais_class,
    one_of_its_bases,
)
from .requests import Request, Requests
from .resolve.resolver import Resolver
from .sessions import URL, Sessions
from .told_bases import told_bases
from .tree import ancestors, dotted, last_name, place_of, walk
from .vendors import for_another_vendor

# A base URL that comes from elsewhere, and the path.
_BASE = re.compile(r"(?:\w+_)?OPENAI_(?:API_)?BASE(?:_URL)?$|OPENAI_API_HOST$")
# Completions before chat's are another endpoint, which Electron lacks.
_LEGACY_PATH = re.compile(r"(?<!chat)/completions\b")
_AZURE_PATH = re.compile(r"^(?:\{\}|https?://[\w.{}:-]+)*/openai/deployments/")
_OPENAIS = re.compile(r"(?i)(?<!azure_)open_?ai_\w*(?:base|url|host|endpoint)")
# No endpoint: so are a token's claims called, ``https://api.openai.com/auth``.
_OTHER_PATH = re.compile(r"/(?!v1\b)\w")
# The address is put together: only the path is written.
_NAMELESS = re.compile(r"^(?:\{\})+(?:/v1)?/chat/completions$")
# Written whole, an address is replaced whole; any other is left to a person.
_ADDRESSES = {
    "https://api.openai.com/v1/chat/completions": f"{ELECTRON.base_url}/chat/completions",
    "https://api.openai.com/v1": ELECTRON.base_url,
    "https://api.openai.com": ELECTRON.base_url.removesuffix("/v1"),
}


def raw_requests(requests: Requests, resolver: Resolver, reader: FieldReader) -> Iterator[Fact]:
    """Yield the URLs of requests that a project writes by hand, and the requests themselves.

    Args:
        requests: The project's requests; those written by hand are added.
        resolver: The project's resolver.
        reader: Collects fields.
    """
    sessions = Sessions(resolver)
    primary = [module for module in resolver.project.modules if module.primary]
    for module in primary:
        yield from _urls(module, resolver)
        for name in SENDERS:
            for call in module.calls.get(name, ()):
                asked = sessions.asks(call) if _is_path(call) else ""
                fact = _sent(call, resolver, reader, asked)
                if fact is not None:
                    where = None if asked == "there" else _where(call, resolver, asked)
                    if where is not None and fact.confidence is Confidence.MEDIUM:
                        yield RawRequest(place=where, confidence=fact.confidence, url="")
                    requests.found.append(Request(call, fact, ()))
                    yield fact
    for module in primary:
        yield from sessions.facts(module)


def _is_path(call: ast.Call) -> bool:
    """Say whether a call may ask a session for a path alone."""
    texts = [a.value for a in call.args[:2] if a.__class__ is ast.Constant]
    return any(isinstance(text, str) and PATH_ALONE.fullmatch(text) for text in texts)


def _sent(call: ast.Call, resolver: Resolver, reader: FieldReader, asked: str) -> Call | None:
    """Return the chat request that a call of an HTTP client sends.

    Args:
        call: The call.
        resolver: The project's resolver.
        reader: Collects fields.
        asked: Whether a session that is bound to OpenAI is asked for a path alone.
    """
    if call.func.__class__ is ast.Name and call.func.id in ("get", "stream"):
        return None
    if _is_made_up(call):
        return None
    targets = [*call.args[:2], *(k.value for k in call.keywords if k.arg in ("url", "uri"))]
    texts = [str(o.data) for t in targets for o in resolver.of(t) if o.kind in ("const", "text")]
    if any(URL.match(text) and _LEGACY_PATH.search(text) for text in texts):
        # The same helper gives the URL of another endpoint: which is not told here.
        return None
    if call.scope.module.is_test and any(text.startswith("/") for text in texts):
        # The test of a server of the project's own.
        return None
    confidence = Confidence.HIGH
    by_body = False
    if not any(URL.match(text) and "/chat/completions" in text for text in texts):
        confidence = Confidence.MEDIUM
        alone = any(PATH_ALONE.fullmatch(text) for text in texts)
        bare = alone and (bool(asked) or of_openais_class(call))
        if not bare and not (
            any(_NAMELESS.match(text) for text in texts) and _of_openai(targets, resolver)
        ):
            # The URL comes from elsewhere: the body may tell.
            by_body = not any("://" in text for text in texts)
            if not by_body or for_another_vendor(call):
                return None
    fields: dict[str, Field] = {}
    for keyword in call.keywords:
        if keyword.arg in ("json", "data", "content", "body"):
            fields.update(reader.of_value(dumped(keyword.value))[0])
    if "messages" in fields and "input" in fields:
        # Under one condition the same call sends a request for a response.
        fields = {name: field for name, field in fields.items() if name not in OF_RESPONSES}
    if by_body and not ("messages" in fields and _names_openai(fields.get("model"))):
        return None
    return Call(
        place=place_of(call), confidence=confidence, endpoint="chat", path="create", fields=fields,
        complete=False, framework="http",
        alone=all(URL.match(text) for text in texts if "://" in text),
    )  # fmt: skip


def dumped(body: Any) -> Any:
    """Return what a body is made of: ``json.dumps(body).encode()``.

    Args:
        body: What an HTTP client is given as a request's body.
    """
    while body.__class__ is ast.Call:
        if last_name(body.func) == "encode" and body.func.__class__ is ast.Attribute:
            body = body.func.value
        elif last_name(body.func) in ("dumps", "encode") and body.args:
            body = body.args[0]
        else:
            break
    return body


def _names_openai(model: Field | None) -> bool:
    return any(
        isinstance(value.constant, str) and is_text_model(value.constant)
        for value in (model.constants() if model else ())
    )


def _of_openai(targets: list[Any], resolver: Resolver) -> bool:
    """Say whether a URL is made of something that is called OpenAI's."""
    for target in targets:
        for item in resolver.of(target):
            for inner in walk(item.node) if item.node is not None else ():
                if "openai" in last_name(inner).lower().replace("_", ""):
                    return True
            if item.kind == "text" and _is_told_openais(item.node, resolver):
                return True
            if item.node is not None and of_openais_class(item.node):
                return True
    return False


def _is_told_openais(address: Any, resolver: Resolver) -> bool:
    """Say whether an address begins with what a caller takes from a setting of OpenAI's."""
    first = address.values[0] if address.__class__ is ast.JoinedStr else None
    if first.__class__ is not ast.FormattedValue:
        return False
    return any(
        o.kind in ("path", "env") and _OPENAIS.search(o.name) for o in resolver.of(first.value)
    )


def _where(call: ast.Call, resolver: Resolver, asked: str) -> Place | None:
    """Return where the URL of a request is put together."""
    for target in [*call.args[:2], *(k.value for k in call.keywords if k.arg in ("url", "uri"))]:
        for item in resolver.of(target):
            if item.kind == "text" and _NAMELESS.match(str(item.data)):
                return place_of(item.node)
            if PATH_ALONE.fullmatch(str(item.data)) and (asked or of_openais_class(call)):
                return place_of(item.node)
    return None


def _urls(module: Module, resolver: Resolver) -> Iterator[Fact]:
    """Yield the URLs of OpenAI's API that a module writes."""
    seen: set[int] = set()
    bases: dict[int, tuple[ast.Constant, set[str]]] = {}
    for node in [*module.nodes[ast.JoinedStr], *module.nodes[ast.Constant]]:
        if node.__class__ is ast.Constant:
            text = node.value
            if (
                text.__class__ is not str
                or ("://" not in text and not text.startswith("/openai/deployments/"))
                or node.parent.__class__ in (ast.JoinedStr, ast.Expr)
            ):
                continue
        else:
            text, fixed = None, [v.value for v in node.values if v.__class__ is ast.Constant]
            # Cheap, and first: without a slash nothing is put together to an address.
            if fixed and not any("/" in str(part) for part in fixed):
                continue
            for item in resolver.of(node):
                if item.kind in ("const", "text") and not URL.match(str(text)):
                    text = item.data
            if text is None:
                continue
        if node.__class__ is ast.JoinedStr and (
            _continues(node, resolver) or (_is_begun(node) and for_another_vendor(node))
        ):
            continue
        match = URL.match(text) or _AZURE_PATH.match(text)
        if match is None and NAMELESS_OTHER.match(text) and of_openais_class(node):
            # ``f"{self.base_url}/embeddings"``
            match = re.match(r"\{\}", text)
        said = "" if match else one_of_its_bases(node, resolver)
        if said:
            text, match = said, URL.match(said)
        # A text with spaces mentions an address, in a prompt or a message.
        if match is None or any(c.isspace() for c in text.strip()):
            continue
        rest = text[match.end() :]
        endpoint = next((word for path, word in PATHS if path in rest), None)
        # A base URL alone is reported where a request is sent with it, or a session made.
        if endpoint is None and (_OTHER_PATH.match(rest) or not _is_request(node)):
            continue
        if id(node) in seen or _is_client_url(node) or _expected(node):
            continue
        seen.add(id(node))
        led = led_requests(node, resolver)
        yield from led
        if led and endpoint is not None:
            # Where callers say which endpoint it is, it is reported there.
            endpoint = "chat" if len(led) < len(paths_told(node, resolver)) else ""
        azure = "azure" in match[0] or "/deployments/" in match[0]
        base = None if azure else of_its_class(node, resolver)
        if base is not None:
            asked = {endpoint or "", *(call.endpoint for call in led)}
            bases.setdefault(id(base), (base, set()))[1].update(asked)
            yield from _other(node, endpoint)
            continue
        told = told_bases(node, resolver) if not azure else []
        for base in told:
            yield RawRequest(place=place_of(base), confidence=Confidence.MEDIUM, url=text)
        if told:
            yield from _other(node, endpoint)
            continue
        yield RawRequest(
            place=place_of(node),
            confidence=Confidence.HIGH if endpoint else Confidence.MEDIUM,
            url=text,
            endpoint="chat" if endpoint is None else endpoint,
            azure=azure,
            repair=_repair(node, resolver) if endpoint in (None, "chat") and not azure else None,
        )
    yield from _kept(bases.values())


def _other(node: Any, endpoint: str | None) -> list[Call]:
    """Return the request to an endpoint that Electron lacks, where its base is said elsewhere."""
    if endpoint in (None, "", "chat"):
        return []
    place = place_of(node)
    return [Call(place=place, endpoint=endpoint or "", path="create", framework="http")]


def _kept(bases: Iterable[tuple[ast.Constant, set[str]]]) -> Iterator[RawRequest]:
    """Yield the bases that classes keep, each with the endpoints that are put behind it."""
    for base, endpoints in bases:
        url, place = str(base.value), place_of(base)
        # What other endpoints of the same class need stays where it is.
        alone = endpoints == {"chat"} and electron_address(url)
        yield RawRequest(place=place, url=url, repair=Repair("set-url", place) if alone else None)


# Assertions, and what stands in for a server in tests.
_NOT_SENT = re.compile(
    r"(?i)(?:^|\.)assert\w*$|mock|respx|aioresponses|^responses\.|^vcr\.|cassette|^httpretty\.|"
    r"(?:^|\.)(?:startswith|endswith|replace|removeprefix|split)$"
)


def _expected(node: Any) -> bool:
    """Say whether a URL is compared, mocked or expected, and so sent nowhere from here."""
    for above in ancestors(node):
        if above.__class__ is ast.Assert:
            return True
        if above.__class__ is ast.Call and _NOT_SENT.search(dotted(above.func)):
            return True
        if above.__class__ is ast.Call and _is_made_up(above):
            return True
        if above.__class__ is ast.Compare and len(above.comparators) == 1:
            return True
        if isinstance(above, ast.stmt):
            return False
    return False


def _is_made_up(call: ast.Call) -> bool:
    """Say whether a request of httpx's only stands in an answer that a test makes up."""
    if dotted(call.func) not in ("httpx.Request", "Request"):
        return False
    module = call.scope.module
    return module.is_test and "httpx" in module.imported and not module.calls.get("send")


def url_literal(node: Any, resolver: Resolver) -> Any:
    """Return the text that is all of a URL, or the base that the rest is put behind; or None."""
    if node.__class__ is ast.Constant:
        return node if isinstance(node.value, str) and electron_address(node.value) else None
    if node.__class__ is ast.JoinedStr:
        first = node.values[0] if node.values else None
        node = first.value if first.__class__ is ast.FormattedValue else None
    elif node.__class__ is ast.BinOp and node.op.__class__ is ast.Add:
        node = node.left
    if node is None:
        return None
    found = resolver.of(node)
    texts = [o for o in found if o.kind == "const" and isinstance(o.data, str)]
    if len(found) != 1 or len(texts) != 1 or texts[0].node.__class__ is not ast.Constant:
        return None
    return texts[0].node if electron_address(texts[0].data) else None


def _repair(node: Any, resolver: Resolver) -> Repair | None:
    found = url_literal(node, resolver)
    return None if found is None else Repair("set-url", place_of(found))


def electron_address(text: str) -> str:
    """Return Electron's address in place of OpenAI's: of the request, or of the base."""
    return _ADDRESSES.get(text.rstrip("/"), "")


def _is_begun(node: ast.JoinedStr) -> bool:
    """Say whether a string begins with what is written elsewhere."""
    return bool(node.values) and node.values[0].__class__ is ast.FormattedValue


def _continues(node: ast.JoinedStr, resolver: Resolver) -> bool:
    """Say whether a string only goes on from a URL that names its endpoint where it is written."""
    first = node.values[0] if node.values else None
    if first.__class__ is not ast.FormattedValue:
        return False
    texts = [str(o.data) for o in resolver.of(first.value) if o.kind in ("const", "text")]
    return any(URL.match(t) and any(path in t for path, _ in PATHS) for t in texts)


SENDERS = {
    "post",
    "get",
    "request",
    "stream",
    "fetch",
    "urlopen",
    "Request",
    "connect",
    "put",
    "delete",
    "ws_connect",
    "create_connection",
}
"""Methods that send requests: whichever library it is, the URL and the body tell."""


def _is_request(node: Any) -> bool:
    """Say whether a URL is what a call sends to, and no look-up's default: ``get("BASE", url)``."""
    parent = node.parent
    if parent.__class__ is not ast.Call or last_name(parent.func) not in SENDERS:
        return False
    return parent.args[:1] == [node] or (
        parent.args[1:2] == [node] and last_name(parent.func) in ("request", "stream")
    )


def _is_client_url(node: Any) -> bool:
    """Say whether a URL is a client's base URL, or is only compared."""
    parent = node.parent
    while parent.__class__ in (ast.BoolOp, ast.IfExp):
        parent = parent.parent
    if parent.__class__ is ast.Call and parent.args[:1] != [node]:
        # ``os.getenv("OPENAI_API_BASE", "https://…")``: the variable is reported.
        first = parent.args[0] if parent.args else None
        return first.__class__ is ast.Constant and bool(_BASE.match(str(first.value)))
    if parent.__class__ is ast.keyword:
        call = parent.parent
        return (
            parent.arg in ("base_url", "api_base", "openai_api_base", "azure_endpoint")
            or last_name(call.func) in CLIENTS
        )
    return parent.__class__ is ast.Compare
