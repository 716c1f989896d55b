"""The server of these tests: what goes wrong with it would be blamed on the kit."""

import socket
from collections.abc import Iterator

import pytest

from .wire import Wire, answer, running


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server of this test's own."""
    yield from running()


@pytest.mark.parametrize(
    "sent", [b"", b"POST / HT", b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n{"]
)
def test_a_client_that_goes_away_at_any_point_keeps_no_thread(sent: bytes, wire: Wire) -> None:
    """Else it turns for ever in every test that follows in this process."""
    wire.tell(answer("{}"))
    with socket.create_connection(("127.0.0.1", wire.port)) as connection:
        connection.sendall(sent)
        wire.wait_until(lambda: wire.accepted == 1)
    wire.wait_until(lambda: wire.open == 0)
    assert wire.requests == []
