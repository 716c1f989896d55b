"""At which paths a file of a web framework answers."""

from __future__ import annotations

import re

_FILE = re.compile(
    r"(?:^|/)(?:src/)?(?:app|pages|server|routes|functions|netlify/functions)/(.+?)"
    r"(?:/route|/index|/\+server|\.post|\.get)?\.\w+$"
)
_ROUTES = re.compile(rb"\.(?:post|route|all|use|put)\(\s*['\"`](/[\w/.-]{2,80})['\"`]")


def addresses(path: str, data: bytes) -> list[str]:
    """Return the paths at which a file answers, as far as its name or its routes say.

    Args:
        path: The file's path.
        data: What it holds.
    """
    found = []
    match = _FILE.search(path)
    if match is not None:
        found.append("/" + match[1])
    found += [m[1].decode("utf-8", "replace") for m in _ROUTES.finditer(data)]
    return [each for each in found if len(each) > 3]
