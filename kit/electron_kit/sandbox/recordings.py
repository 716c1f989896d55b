"""Recordings: real answers kept in a file, without keys and ids, and given again byte for byte.

While recording, the sandbox passes a request on to the live endpoint with the
key of this process's environment; the client needs none but the sandbox's. What
the client gets is what is written: ids are replaced before it sees them, so a
conversation that goes on with a tool call's id is recorded as it will be replayed.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from electron_kit.providers import PROVIDERS, Account, ConfigurationError, check_key

from .json_encoding import encode

# A tool may be called call_support: an id has a digit and no second underscore.
_IDS = re.compile(
    r"\b(chatcmpl|call|req|fp|file|run|msg|org|proj|user)[-_](?=[A-Za-z]*\d)[A-Za-z0-9]{8,}\b"
)
_UUIDS = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
_SCRUBBED_UUID = "00000000-0000-4000-8000-"
_KEYS = re.compile(r"\b(sk[-_])[A-Za-z0-9_*-]{6,}")
_KEPT_HEADERS = ("content-type", "retry-after", "x-request-id")
# A real endpoint may think for long; a test that records waits for it.
_TIMEOUT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer.

    Attributes:
        dialect: The endpoint that gave it.
        request: The request's body.
        status: The HTTP status.
        headers: The headers that are kept.
        body: The body as text.
    """

    dialect: str
    request: Any
    status: int
    headers: dict[str, str]
    body: str

    @property
    def key(self) -> str:
        """What a request has to equal to get this answer."""
        return _key(self.dialect, self.request)


class Recordings:
    """The answers in a file, given in the order in which equal requests were recorded.

    Args:
        path: A file with one recording in JSON a line.
        write: Whether answers are appended to it; it need not exist then.

    Raises:
        ConfigurationError: The file cannot be read, or a line of it is no recording.
    """

    def __init__(self, path: str | Path, *, write: bool = False) -> None:
        self.path = Path(path)
        self.write = write
        self._lock = threading.Lock()
        self._by_key: dict[str, deque[Recording]] = defaultdict(deque)
        try:
            if write:
                self.path.touch()
            else:
                self._read()
        except OSError as error:
            raise ConfigurationError(
                f"Cannot use the recordings in {path}: {error.strerror}."
            ) from None

    def find(self, dialect: str, request: Any) -> Recording | None:
        """Return the next recording of an equal request; the last one is given again."""
        with self._lock:
            waiting = self._by_key.get(_key(dialect, request))
            if not waiting:
                return None
            return waiting.popleft() if len(waiting) > 1 else waiting[0]

    def add(self, recording: Recording) -> None:
        """Append a recording to the file.

        Raises:
            OSError: The file cannot be written.
        """
        line = encode(
            {
                "dialect": recording.dialect,
                "request": recording.request,
                "status": recording.status,
                "headers": recording.headers,
                "body": recording.body,
            }
        )
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def _read(self) -> None:
        # `splitlines` would also cut at U+2028 and its like, which JSON lets stand in a text.
        for number, line in enumerate(self.path.read_text("utf-8-sig").split("\n"), 1):
            if not line.strip():
                continue
            try:
                recording = Recording(**json.loads(line))
                ok = isinstance(recording.status, int) and isinstance(recording.body, str)
            except (ValueError, TypeError):
                ok = False
            if not ok:
                raise ConfigurationError(f"{self.path}, line {number} is no recording.")
            self._by_key[recording.key].append(recording)


def live_accounts(env: Mapping[str, str]) -> list[Account]:
    """Return the accounts with a live key in an environment, at their own endpoints.

    Raises:
        ConfigurationError: There is none, or a key cannot be used.
    """
    accounts = []
    for provider in PROVIDERS.values():
        key = env.get(provider.key_variable, "")
        if key and key != provider.sandbox_key:
            check_key(provider, key)
            accounts.append(Account(provider, provider.base_url, key))
    if not accounts:
        names = " or ".join(provider.key_variable for provider in PROVIDERS.values())
        raise ConfigurationError(f"Recording needs a live key: set {names}.")
    return accounts


async def fetch(account: Account, body: Any) -> Recording:
    """Ask a live endpoint and return its answer, scrubbed.

    Args:
        account: The endpoint and the key to use.
        body: The request.

    Raises:
        httpx2.HTTPError: The endpoint could not be reached.
    """
    import httpx2

    async with httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
        answer = await client.post(
            f"{account.base_url}/chat/completions",
            json=body,
            headers={"Authorization": f"Bearer {account.key}"},
        )
    scrub = Scrubber(account.key)
    headers = {
        name: scrub(answer.headers[name]) for name in _KEPT_HEADERS if name in answer.headers
    }
    request = json.loads(scrub(encode(body)))
    return Recording(
        account.provider.name, request, answer.status_code, headers, scrub(answer.text)
    )


class Scrubber:
    """Replaces keys, and ids by others that are equal where those were.

    Args:
        key: The key in use, which is replaced wherever it stands.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, text: str) -> str:
        """Return a text without keys and ids."""
        if self._key:
            text = text.replace(self._key, "sk_scrubbed")
        text = _KEYS.sub(lambda match: f"{match[1]}scrubbed", text)
        return _IDS.sub(_other_id, _UUIDS.sub(_other_uuid, text))


def _other_id(match: re.Match[str]) -> str:
    prefix = match[0][: len(match[1]) + 1]
    if match[0].startswith(f"{prefix}rec"):
        return match[0]
    return f"{prefix}rec0{_digest(match[0])}"


def _other_uuid(match: re.Match[str]) -> str:
    if match[0].startswith(_SCRUBBED_UUID):
        return match[0]
    return f"{_SCRUBBED_UUID}{_digest(match[0])}"


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _key(dialect: str, request: Any) -> str:
    canonical = json.dumps(request, sort_keys=True, ensure_ascii=False)
    return blake2b(f"{dialect} {canonical}".encode(), digest_size=16).hexdigest()
