"""The wheels that the browser's Python needs, at the versions that `constraints.txt` pins.

``python docs/_run/wheels.py NEW PINS`` refuses NEW where a pinned version has no wheel that
runs there, and copies it over PINS otherwise: `tox -e pin` calls it, so that a pin which the
site cannot run never gets into the repository.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import BytesParser
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

# Pyodide's, as the lock file inside its npm package says; `packs.py` compares.
PYTHON = "3.14.2"
PLATFORM = "pyemscripten_2026_0_wasm32"

ROOTS = {"env": ["openai"], "pytest": ["pytest"], "jsonschema": ["jsonschema"]}
"""What each pack is for; the rest follows from what these require."""

STAND_INS = {"rpds-py"}
"""Required, but without a wheel for the browser: `python/stand_ins` has something in its place."""

_HERE = {
    **default_environment(),
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "python_full_version": PYTHON,
    "python_version": PYTHON.rpartition(".")[0],
    "sys_platform": "emscripten",
    "extra": "",
}


class NoWheelError(Exception):
    """A pinned version that the browser's Python cannot have."""


def applies(requirement: Requirement) -> bool:
    """Say whether a requirement holds in the browser's Python."""
    return requirement.marker is None or requirement.marker.evaluate(_HERE)


def pins(constraints: Path) -> dict[str, str]:
    """Return the versions that a file of constraints pins in the browser, by name."""
    found = {}
    for line in constraints.read_text(encoding="utf-8").splitlines():
        requirement = Requirement(line)
        if applies(requirement):
            (only,) = requirement.specifier
            found[canonicalize_name(requirement.name)] = only.version
    return found


def closure(
    roots: Iterable[str], versions: dict[str, str], folder: Path, without: Iterable[str] = ()
) -> list[Path]:
    """Return the wheels of some projects and of all that these require there.

    Args:
        roots: The projects' names.
        versions: The version of each.
        folder: Where wheels are and will be.
        without: Names that are there already.

    Raises:
        NoWheelError: One has no wheel that runs in the browser, or is not pinned.
    """
    waiting, known, wheels = list(roots), {*without, *STAND_INS}, []
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in known:
            continue
        known.add(name)
        if name not in versions:
            raise NoWheelError(f"{name} is needed in the browser and not pinned: run tox -e pin.")
        wheels.append(fetch(name, versions[name], folder))
        waiting += [one.name for one in _requirements(wheels[-1]) if applies(one)]
    return sorted(wheels)


def fetch(name: str, version: str, folder: Path) -> Path:
    """Return the wheel of a version that runs in the browser, downloaded if it is not there.

    Raises:
        NoWheelError: There is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for wheel in folder.glob("*.whl"):
        there, its_version, _, _ = parse_wheel_filename(wheel.name)
        if (there, str(its_version)) == (name, version):
            return wheel
    with tempfile.TemporaryDirectory() as empty:
        abi = "cp" + "".join(PYTHON.split(".")[:2])
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--only-binary", ":all:", "--dest", empty]
        command += ["--platform", PLATFORM, "--platform", "any", "--implementation", "cp"]
        command += ["--python-version", abi[2:], "--abi", abi, "--abi", "none"]
        done = subprocess.run(
            [*command, f"{name}=={version}"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            raise NoWheelError(
                f"{name} {version} has no wheel for {PLATFORM} or for any platform, so the "
                f"lessons could not run in the site's pages. Hold it at a version that has one. "
                f"({why})"
            )
        (made,) = Path(empty).iterdir()
        return Path(shutil.move(made, folder / made.name))


def _requirements(wheel: Path) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (one for one in packed.namelist() if one.endswith(".dist-info/METADATA"))
        for line in BytesParser().parsebytes(packed.read(name)).get_all("Requires-Dist") or []:
            yield Requirement(line)


def main(new: str, old: str) -> int:
    """Put new constraints in the place of the old ones, if the browser can have them."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            for roots in ROOTS.values():
                closure(roots, pins(Path(new)), Path(folder))
        except NoWheelError as error:
            print(f"{old} is as it was: {error}", file=sys.stderr)
            return 1
    shutil.copyfile(new, old)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
