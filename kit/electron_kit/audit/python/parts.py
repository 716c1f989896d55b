"""Content parts that are not written as a dictionary with a literal type, and frameworks' own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..common.content_parts import OF_FILES, PARTS
from ..facts import Confidence, Fact, MessagePart
from .index import Module
from .resolve.resolver import Resolver
from .tree import last_name, place_of

# What frameworks call the parts that they send to OpenAI as images, sounds and files.
_FRAMEWORK_PARTS = {
    "ImageBlock": "llama_index", "AudioBlock": "llama_index", "DocumentBlock": "llama_index",
    "ImageUrl": "pydantic_ai", "AudioUrl": "pydantic_ai", "DocumentUrl": "pydantic_ai",
    "VideoUrl": "pydantic_ai", "BinaryContent": "pydantic_ai", "BinaryImage": "pydantic_ai",
    "ImageContent": "semantic_kernel haystack", "AudioContent": "semantic_kernel",
    "MultiModalMessage": "autogen_agentchat", "Image": "agno", "Audio": "agno", "File": "agno",
}  # fmt: skip
_KINDS = {
    "Audio": "input_audio",
    "Document": "file",
    "Binary": "file",
    "Video": "file",
    "File": "file",
}
# LangChain's own form of a part, which it sends to OpenAI in OpenAI's.
_BLOCKS = {"image": "image_url", "audio": "input_audio", "file": "file"}
_BLOCK_KEYS = {"source_type", "base64", "mime_type", "url"}
_LANGCHAIN = ("langchain_core", "langchain.")
# A chat's image is an object with an address; a name may hold one, but for these.
_FLAT = re.compile(r"""["']image_url["']\s*:\s*(?:f?["']|\w*(?:url|uri|link|address)\b)""")


def other_parts(module: Module, resolver: Resolver, *, frameworks: bool) -> Iterator[Fact]:
    """Yield the parts of messages that a module makes in another way than by a literal.

    Args:
        module: The module.
        resolver: The project's resolver.
        frameworks: Whether frameworks of the project send chat requests to OpenAI.
    """
    yield from _by_parameter(module, resolver)
    yield from _by_entries(module)
    yield from _of_classes(module, resolver)
    yield from _of_instructor(module, resolver)
    if frameworks:
        yield from _of_frameworks(module, resolver)
        yield from _of_signatures(module)
        if any(name.startswith(_LANGCHAIN) for name in module.imported):
            yield from _blocks(module)


def _by_parameter(module: Module, resolver: Resolver) -> Iterator[Fact]:
    """Yield a part whose type is a parameter or a variable: ``{"type": kind, kind: data}``."""
    for node in module.nodes[ast.Dict]:
        entries = list(zip(node.keys, node.values, strict=True))
        kind = next((v for k, v in entries if _text(k) == "type"), None)
        if kind.__class__ not in (ast.Name, ast.Attribute, ast.JoinedStr):
            continue
        spelled = ast.dump(kind)
        others = {_text(k) for k, _ in entries if _text(k) in PARTS}
        if not others and not any(
            k is not None and k.__class__ is not ast.Constant and ast.dump(k) == spelled
            for k, _ in entries
        ):
            continue
        # ``{"type": kind, "image_url": …}``, or what some call gives for ``kind``.
        others |= {o.data for o in resolver.of(kind) if o.kind == "const" and o.data in PARTS}
        keys = {_text(k) for k, _ in entries if k is not None}
        if others == {"file"} and not keys <= OF_FILES:
            # A record of a file that was found, or uploaded.
            continue
        if others:
            yield MessagePart(place=place_of(node), type=str(min(others)))


def is_flat(text: str) -> bool:
    """Say whether a part's image is an address right in it: ``"image_url": url``.

    Args:
        text: The part as it is written.
    """
    return _FLAT.search(text) is not None


def _text(node: Any) -> str:
    return node.value if node.__class__ is ast.Constant and isinstance(node.value, str) else ""


def _by_entries(module: Module) -> Iterator[Fact]:
    """Yield a part that is filled: ``part["type"] = "image_url"`` beside ``part["image_url"]``."""
    for changes in module.items.values():
        named: dict[tuple[int, str], Any] = {}
        filled: set[tuple[int, str]] = set()
        for change in changes:
            if change.__class__ is not tuple:
                continue
            key, value = _text(change[0].slice), change[1].value
            if key == "type" and _text(value) in PARTS:
                named[id(change[0].scope), _text(value)] = change[0]
            elif key in PARTS:
                filled.add((id(change[0].scope), key))
        for (scope, kind), target in named.items():
            if (scope, kind) in filled:
                yield MessagePart(place=place_of(target), type=kind)
        for change in changes:
            # ``part = {"type": "image_url"}``, and the rest later.
            owner = change[0].value if change.__class__ is tuple else None
            if owner.__class__ is ast.Name and _text(change[0].slice) in PARTS:
                for binding in owner.scope.bindings.get(owner.id, ()):
                    if binding.how == "value" and _typed(binding.value) == _text(change[0].slice):
                        kind = _text(change[0].slice)
                        yield MessagePart(place=place_of(binding.value), type=kind)


def _typed(node: Any) -> str:
    """Return the type that a dictionary is written with."""
    if node.__class__ is ast.Dict:
        pairs = zip(node.keys, node.values, strict=True)
        return next((_text(v) for k, v in pairs if _text(k) == "type"), "")
    if node.__class__ is ast.Call and last_name(node.func) == "dict":
        return next((_text(k.value) for k in node.keywords if k.arg == "type"), "")
    return ""


def _of_classes(module: Module, resolver: Resolver) -> Iterator[Fact]:
    """Yield where a class is made whose ``type`` is a part's: ``Literal["image_url"]``."""
    for klass in module.nodes[ast.ClassDef]:
        kind = _kind_of(klass)
        if not kind:
            continue
        for call in resolver.project.calls(klass.name):
            if any(o.kind == "class" and o.node is klass for o in resolver.of(call.func)):
                if call.scope.module.primary:
                    yield MessagePart(place=place_of(call), type=kind, confidence=Confidence.MEDIUM)


def _kind_of(klass: ast.ClassDef) -> str:
    fields = {
        s.target.id: s
        for s in klass.body
        if s.__class__ is ast.AnnAssign and s.target.__class__ is ast.Name
    }
    field = fields.get("type")
    if field is None:
        return ""
    texts = [_text(n) for n in (field.value, getattr(field.annotation, "slice", None))]
    return next((t for t in texts if t in PARTS and t in fields), "")


def _of_frameworks(module: Module, resolver: Resolver) -> Iterator[Fact]:
    for name in ("from_file_path", "from_url", "from_image_file", "from_data_uri"):
        for call in module.calls.get(name, ()):
            # ``ImageContent.from_file_path(…)``
            owner = call.func.value if call.func.__class__ is ast.Attribute else None
            packages = _FRAMEWORK_PARTS.get(last_name(owner), "").split()
            if any(
                o.kind == "ext" and o.name.partition(".")[0] in packages for o in resolver.of(owner)
            ):
                yield MessagePart(place=place_of(call), type="image_url")
    for name, roots in _FRAMEWORK_PARTS.items():
        for call in module.calls.get(name, ()):
            if any(
                o.kind == "ext" and o.name.partition(".")[0] in roots.split()
                for o in resolver.of(call.func)
            ):
                kind = next((k for word, k in _KINDS.items() if name.startswith(word)), "image_url")
                yield MessagePart(place=place_of(call), type=kind)


def _of_instructor(module: Module, resolver: Resolver) -> Iterator[Fact]:
    """Yield ``instructor.Image.from_path(…)``, which becomes a part."""
    for name in ("from_path", "from_url", "from_base64", "autodetect"):
        for call in module.calls.get(name, ()):
            owner = call.func.value if call.func.__class__ is ast.Attribute else None
            if last_name(owner) in ("Image", "Audio", "PDF") and any(
                o.kind == "ext" and o.name.startswith("instructor") for o in resolver.of(owner)
            ):
                yield MessagePart(place=place_of(call), type="image_url")


def _of_signatures(module: Module) -> Iterator[Fact]:
    """Yield the fields of DSPy's signatures that are images or sounds."""
    if not any(name.partition(".")[0] == "dspy" for name in module.imported):
        return
    for klass in module.nodes[ast.ClassDef]:
        if any(last_name(base) == "Signature" for base in klass.bases):
            for field in klass.body:
                annotation = getattr(field, "annotation", None)
                if last_name(annotation) in ("Image", "Audio"):
                    yield MessagePart(place=place_of(field), type="image_url")


def _blocks(module: Module) -> Iterator[Fact]:
    for node in module.nodes[ast.Dict]:
        keys = {_text(k): v for k, v in zip(node.keys, node.values, strict=True)}
        kind = _BLOCKS.get(_text(keys.get("type")))
        if kind and keys.keys() & _BLOCK_KEYS and not keys.keys() & {"role", "source"}:
            yield MessagePart(place=place_of(node), type=kind)
