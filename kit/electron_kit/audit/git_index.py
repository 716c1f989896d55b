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


class UnreadableIndexError(Exception):
    """A repository's index is there and cannot be read: what git follows is not known."""


def tracked(top: str) -> frozenset[str]:
    """Return the paths that a repository's index names, and the folders above them.

    Nothing, if there is no index: git follows nothing yet, or this is a copy without its history.

    Args:
        top: The repository's top folder, where ``.git`` is.

    Returns:
        Paths below ``top`` with slashes.

    Raises:
        UnreadableIndexError: There is an index, and it cannot be read. The message is a phrase.
    """
    folder = os.path.join(top, ".git")
    try:
        if os.path.isfile(folder):
            # A work tree or a submodule: the file says where the folder is.
            with open(folder, encoding="utf-8", errors="surrogateescape") as file:
                said = file.read(10_000).strip().removeprefix("gitdir:").strip()
            folder = os.path.join(top, said)
        digest = _SHA256 if _is_sha256(folder) else _SHA1
        names, end, data = _index(os.path.join(folder, "index"), digest)
        if shared := _shared(data, end, digest):
            names += _index(os.path.join(folder, f"sharedindex.{shared}"), digest)[0]
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except OSError as error:
        raise UnreadableIndexError(f"cannot be read: {error.strerror}") from None
    except (ValueError, IndexError, struct.error):
        raise UnreadableIndexError("is not in a form that is known here") from None
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


def _index(path: str, digest: int) -> tuple[list[bytes], int, bytes]:
    """Return the names of an index, where its entries end, and all of it."""
    if os.path.getsize(path) > _LARGEST:
        raise ValueError(path)
    with open(path, "rb") as file:
        data = file.read()
    return *_names(data, digest), data


def _shared(data: bytes, at: int, digest: int) -> str:
    """Return the object that names the index which this one only says the changes of, if any."""
    while at + 8 + digest <= len(data):
        signature, size = struct.unpack(">4sI", data[at : at + 8])
        if signature == b"link":
            return data[at + 8 : at + 8 + digest].hex()
        at += 8 + size
    return ""


def _names(data: bytes, digest: int) -> tuple[list[bytes], int]:
    """Return the names of an index, of version 2 to 4 (git's gitformat-index), and their end."""
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
    return names, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of git's, and where it ends."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 0x7F)
    return value, at + 1
