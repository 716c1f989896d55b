"""One request on its way through the sandbox, and the ways in which it can be refused."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from .answer import Answer
from .dialects import FAULT_MESSAGES, OPENAI_DIALECT, Dialect
from .faults import Fault
from .log import Exchange
from .request_heads import Request
from .violation import Violation


class Refused(Exception):  # noqa: N818  (it is an answer, not a failure)
    """An answer that is an error envelope.

    Args:
        status: The HTTP status.
        message: What the envelope says.
        headers: Further headers.
        envelope: Further parts of it: ``details`` for Electron, ``param`` and ``code`` for OpenAI.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        **envelope: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
        self.envelope = envelope


class Reset(Exception):  # noqa: N818  (an answer too, in a way)
    """No answer at all: the connection is reset."""


@dataclass(slots=True)
class Context:
    """A request, what is known of it, and what is noted about it.

    Attributes:
        dialect: The endpoint that it came to.
        request: The request.
        digest: What requests have in common that are equal byte for byte.
        request_id: What the ids of its answer are made from; the digest where they are repeatable.
        created: The time in its answer, in seconds since 1970.
        entry: Its place in the log.
        fault: What goes wrong with it, or None.
        key: The account that it is counted for.
    """

    dialect: Dialect
    request: Request
    digest: str
    request_id: str
    created: int
    entry: Exchange
    fault: Fault | None = None
    key: str = field(default="", repr=False)

    def set_fault(self, fault: Fault | None) -> None:
        """Take a fault, and let it happen if it comes before any answer.

        Raises:
            Reset: The fault resets the connection.
            Refused: The fault is a status.
        """
        if fault is None:
            return
        self.fault = fault
        self.entry.fault = fault.text
        if fault.reset:
            raise Reset
        if fault.status is not None:
            after = fault.retry_after
            headers = () if after is None else (("retry-after", str(after)),)
            message = FAULT_MESSAGES[fault.status]
            raise Refused(fault.status, f"{message} (sandbox fault)", headers=headers)

    def invalid(self, found: list[Violation]) -> Refused:
        """Return the refusal of a request for its violations."""
        details = [violation.as_dict() for violation in found[:20]]
        self.entry.details = tuple(details)
        if self.dialect is OPENAI_DIALECT:
            return Refused(400, found[0].message)
        return Refused(400, "Invalid input data", details=details)

    def refusal(self, refused: Refused) -> Answer:
        """Return the error envelope of a refusal."""
        self.entry.status = refused.status
        self.entry.error = refused.message
        envelope = dict(refused.envelope)
        if self.dialect is OPENAI_DIALECT:
            envelope.pop("details", None)
        else:
            envelope = {"details": envelope.get("details")}
        request_id = f"req_{self.request_id}"
        body = self.dialect.error(refused.status, refused.message, request_id, **envelope)
        answer = json_answer(refused.status, body, self.request_id, refused.headers)
        if self.fault is not None:
            answer.first_byte = self.fault.ttft or 0.0
        return answer


def unique_id() -> str:
    """Return what makes an id unlike any other."""
    return random.randbytes(12).hex()  # noqa: S311  (nothing is kept secret by it)


def json_answer(
    status: int, body: bytes, request_id: str, headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Return an answer whose body is JSON, with its request id."""
    shown = ("x-request-id", f"req_{request_id}")
    return Answer(status, body, (("content-type", "application/json"), shown, *headers))
