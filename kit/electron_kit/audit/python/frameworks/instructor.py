"""instructor: whether it makes the client itself, and the schema that its mode sends."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..resolve.resolver import Resolver

# instructor's modes that send a schema; the others send a tool or plain JSON.
_SCHEMA_MODE = re.compile(r"\.(?:JSON_SCHEMA|STRUCTURED_OUTPUTS|JSON_O1)\b")


def sends_schema(fields: dict[str, Any]) -> bool:
    """Say whether instructor is told a mode that sends a schema.

    Args:
        fields: The arguments of the call that patches a client.
    """
    mode = fields.get("mode")
    named = [mode.value.text if mode.value else "", *(v.name for v in mode.values)] if mode else []
    return any(map(_SCHEMA_MODE.search, named))


def is_client(call: ast.Call, last: str, resolver: Resolver) -> bool:
    """Say whether a call of instructor's is to be reported as the client itself.

    A client that is known is reported where it is made; one that comes from out of sight
    is OpenAI's by the name of what patches it.

    Args:
        call: The call.
        last: What it calls, without its package.
        resolver: The project's resolver.
    """
    if last == "from_provider":
        return True
    given = call.args[0] if call.args else None
    given = next((k.value for k in call.keywords if k.arg == "client"), given)
    kinds = {o.kind for o in resolver.of(given)} if given is not None else set()
    return given is not None and not kinds & {"made", "ext", "inst", "class", "func"}
