"""What the sandbox tells whoever runs it: a line for each refusal, a traceback for what failed.

Both go to the logger ``electron_kit.sandbox``: refusals as ``INFO``, which a program does not
see unless it asks, failures as ``ERROR``. `electron-kit sandbox` asks. No key is ever in them.
"""

from __future__ import annotations

import logging
import re
import traceback

from .log import Exchange

LOG = logging.getLogger("electron_kit.sandbox")
_KEY = re.compile(r"\b(sk[-_])[A-Za-z0-9_*.-]{4,}")
# A refusal is a line or two of a terminal.
_LONGEST = 300


def refused(entry: Exchange) -> None:
    """Tell of a request that was refused or reset, in one line."""
    if LOG.isEnabledFor(logging.INFO):
        LOG.info("%s", line(entry))


def failed(entry: Exchange, key: str) -> None:
    """Tell of an exception that is being handled, with its traceback.

    Args:
        entry: The exchange that it ended.
        key: What the client sent as its key; it is shown nowhere.
    """
    text = traceback.format_exc()
    LOG.error("%s\n%s", line(entry), _without_keys(text).replace(key or "\0", "…"))


def line(entry: Exchange) -> str:
    """Return a refusal as one line: status, method, path, reason and who asked."""
    reason = entry.error or ("connection reset" if not entry.status else "")
    where = [f"{it['message']} ({'.'.join(it['path']) or 'body'})" for it in entry.details[:3]]
    if where:
        more = len(entry.details) - len(where)
        reason = f"{reason}: {'; '.join(where)}{f'; and {more} more' if more else ''}"
    if entry.fault:
        reason = f"{reason} [fault {entry.fault}]"
    asked = " ".join(filter(None, (entry.method, _plain(entry.path, 120))))
    agent = _plain(entry.user_agent, 120) or "no user agent"
    return f"{entry.status or 'reset'} {asked or '(no request)'}: {_plain(reason)} ({agent})"


def _plain(text: str, longest: int = _LONGEST) -> str:
    """Return a text as part of a line: no keys, and what does not print escaped."""
    text = _without_keys(" ".join(text.split()))
    text = text if len(text) <= longest else f"{text[:longest]}…"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _without_keys(text: str) -> str:
    return _KEY.sub(lambda match: f"{match[1]}…", text)
