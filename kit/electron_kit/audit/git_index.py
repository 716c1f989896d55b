"""What git has taken in, read from its index: no pattern takes such a file out again.

Git itself is not asked: a repository's own settings may name programs that git runs on the way.
"""

from __future__ import annotations

import os
import struct

# Up to an entry's flags: its times, device, mode, owner and size, before the object's name.
_STAT, _SHA1, _SHA256 = 40, 20, 32
_EXTENDED = 0x4000
_LARGEST = 200_000_000


def tracked(top: str) -> frozenset[str]:
    """Return the paths that a repository's index names, and the folders above them.

    Nothing, if there is no index, or one that cannot be read: patterns alone decide then.

    Args:
        top: The repository's top folder, where ``.git`` is.

    Returns:
        Paths below ``top`` with slashes.
    """
    folder = os.path.join(top, ".git")
    try:
        if os.path.isfile(folder):
            # A work tree or a submodule: the file says where the folder is.
            with open(folder, encoding="utf-8", errors="surrogateescape") as file:
                said = file.read(10_000).strip().removeprefix("gitdir:").strip()
            folder = os.path.join(top, said)
        path = os.path.join(folder, "index")
        if os.path.getsize(path) > _LARGEST:
            return frozenset()
        with open(path, "rb") as file:
            data = file.read()
        names = _names(data, _SHA256 if _is_sha256(folder) else _SHA1)
    except (OSError, ValueError, IndexError, struct.error):
        return frozenset()
    found = set()
    for name in names:
        text = name.decode("utf-8", "surrogateescape")
        while text and text not in found:
            found.add(text)
            text = text.rpartition("/")[0]
    return frozenset(found)


def _is_sha256(folder: str) -> bool:
    """Say whether a repository names its objects by SHA-256."""
    common = folder
    beside = os.path.join(folder, "commondir")
    if os.path.isfile(beside):
        with open(beside, encoding="utf-8", errors="surrogateescape") as file:
            common = os.path.join(folder, file.read(10_000).strip())
    try:
        with open(os.path.join(common, "config"), encoding="utf-8", errors="replace") as file:
            text = file.read(1_000_000).lower()
    except OSError:
        return False
    return "".join(text.split()).find("objectformat=sha256") >= 0


def _names(data: bytes, digest: int) -> list[bytes]:
    """Return the names of an index, of version 2 to 4 (git's gitformat-index)."""
    signature, version, count = struct.unpack(">4sII", data[:12])
    if signature != b"DIRC" or version not in (2, 3, 4):
        raise ValueError(version)
    names, at, before = [], 12, b""
    for _ in range(count):
        start = at
        at += _STAT + digest
        (flags,) = struct.unpack(">H", data[at : at + 2])
        at += 4 if flags & _EXTENDED else 2
        if version == 4:
            # What is shared with the name before is left out: its rest's length comes first.
            dropped, at = _varint(data, at)
            end = data.index(b"\0", at)
            before = before[: len(before) - dropped] + data[at:end]
            names.append(before)
            at = end + 1
        else:
            end = data.index(b"\0", at)
            names.append(data[at:end])
            # Entries are filled up to eight bytes, with one of nothing at least.
            at = start + (end - start) // 8 * 8 + 8
    return names


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of git's, and where it ends."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 0x7F)
    return value, at + 1
