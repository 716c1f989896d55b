"""Which parts of a content Electron has not, and what only looks like one: a property's schema."""

from __future__ import annotations

from ..facts import Field

PARTS = frozenset(
    {"image_url", "input_audio", "file", "refusal", "audio_url", "video_url", "image_base64"}
)
"""Types of parts whose content stands under the type's own name."""

OF_FILES = frozenset({"type", "file", "cache_control", "id"})
"""What a part that is a file has; a record of an upload has its size and name beside."""

# What a part's content holds, and a schema of a property of that name does not.
_CONTENT = frozenset({"url", "data", "file_id", "file_data"})


def describes_property(content: Field) -> bool:
    """Say whether what stands under a part's name describes a property instead.

    Args:
        content: What stands there.
    """
    return any("type" in v.entries and not v.entries.keys() & _CONTENT for v in content.values)
