"""How much a client can make the sandbox hold: heads, frames, queues and answers not taken."""

import json
import socket
import threading

import pytest

from electron_kit.sandbox import Sandbox

BODY = json.dumps({"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}).encode()
HEAD = (
    b"POST /waves/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_sandbox\r\n"
    b"Content-Type: application/json\r\n"
)
GOOD = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTES = 24


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (HEAD + b"X-A: ", b"a" * 65_536),
        (HEAD, b"X-A: b\r\n" * 8_192),
        (b"POST /", b"a" * 65_536),
        (b"POST /waves/v1/chat/completions HTTP/1.1\r\nX", b"a" * 65_536),
        (CHUNKED + b"1;x=", b"a" * 65_536),
        (CHUNKED + b"1\r\n{\r\n0\r\n", b"X-A: b\r\n" * 8_192),
        (CHUNKED + b"1\r\n{\r\n0\r\nX-A: ", b"a" * 65_536),
    ],
    ids=["one header", "headers", "path", "header name", "extension", "trailers", "trailer"],
)
def test_what_has_no_end_is_refused_while_it_arrives(
    sandbox: Sandbox, start: bytes, piece: bytes
) -> None:
    """Bytes that are no body are counted as they come: the refusal does not wait for their end."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.sendall(start)
        answer = b""
        for _ in range(MEGABYTES * 16):
            connection.sendall(piece)
            connection.setblocking(False)
            try:
                answer = connection.recv(65_536)
            except BlockingIOError:
                continue
            finally:
                connection.settimeout(300)
            break
        assert answer.startswith((b"HTTP/1.1 431 ", b"HTTP/1.1 400 "))
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["message"]


def test_a_client_that_sends_and_never_reads_is_no_longer_read(sandbox: Sandbox) -> None:
    """A pipeline whose answers nobody takes fills the sockets' buffers and no more."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.setblocking(False)
        sent, refused, most = 0, 0, MEGABYTES * 4 * 1_048_576
        # The others are served all the while; one of their answers is the time to try again.
        pipeline = GOOD * 64
        for _ in range(2_000):
            try:
                sent += connection.send(pipeline[sent % len(GOOD) :])
            except BlockingIOError:
                with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as other:
                    other.sendall(GOOD)
                    assert other.recv(65_536).startswith(b"HTTP/1.1 200 OK")
                refused += 1
            if refused == 200 or sent >= most:
                break
        assert sent < most // 4
        # What was sent is answered when it is read.
        connection.settimeout(300)
        tail, found = b"", 0
        while found < sent // len(GOOD):
            piece = connection.recv(1 << 20)
            assert piece
            tail += piece
            found += tail.count(b"HTTP/1.1 200 OK")
            tail = tail[-14:]


def test_a_long_pipeline_is_answered_whole_and_others_get_their_turn(sandbox: Sandbox) -> None:
    """Three thousand requests in a row get three thousand answers, in order."""
    number = 3_000
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        sender = threading.Thread(target=connection.sendall, args=(GOOD * number,))
        sender.start()
        tail, found = b"", 0
        while found < number:
            piece = connection.recv(1 << 20)
            assert piece
            tail += piece
            found += tail.count(b"HTTP/1.1 200 OK")
            tail = tail[-14:]
        sender.join()
    assert len(sandbox.requests) == 1_000  # as many as the log keeps
