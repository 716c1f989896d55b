"""Versions of packages, by the nearest manifest."""

from __future__ import annotations

import pytest

from electron_kit.audit import Source
from electron_kit.audit.javascript.manifests import Manifests, is_manifest

PROJECT = Manifests(
    [
        Source(
            "package.json", b'{"dependencies": {"ai": "^5.0.1"}, "devDependencies": {"zod": "3"}}'
        ),
        Source("apps/old/package.json", b'{"dependencies": {"ai": "~4.3.0", "openai": "latest"}}'),
        Source("apps/broken/package.json", b'{"dependencies": {"ai": '),
        Source("apps/list/package.json", b'["ai"]'),
        Source(
            "apps/odd/package.json",
            b'{"dependencies": {"ai": {"version": 4}}, "peerDependencies": 3}',
        ),
        Source("apps/shared/package.json", b'{"dependencies": {"ai": "catalog:"}}'),
    ]
)


@pytest.mark.parametrize(
    ("path", "package", "major"),
    [
        ("src/a.ts", "ai", 5),
        ("apps/old/src/a.ts", "ai", 4),
        ("apps/old/a.ts", "zod", 3),
        ("apps/old/a.ts", "openai", None),
        ("apps/older/a.ts", "ai", 5),
        ("apps/broken/a.ts", "ai", 5),
        ("apps/list/a.ts", "ai", 5),
        ("apps/odd/a.ts", "ai", 5),
        ("apps/shared/a.ts", "ai", None),
        ("src/a.ts", "react", None),
    ],
)
def test_the_nearest_manifest_that_names_a_package_says_its_version(
    path: str, package: str, major: int | None
) -> None:
    """One that cannot be read, or names it oddly, leaves the word to the one above."""
    assert PROJECT.major(package, path) == major


def test_without_a_manifest_nothing_is_known() -> None:
    """So it is with a file that only sounds like one."""
    assert Manifests().major("ai", "a.ts") is None
    assert is_manifest("apps/a/package.json")
    assert not is_manifest("apps/a/my-package.json")
