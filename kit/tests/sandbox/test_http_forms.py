"""HTTP in forms that are rare and right, or rare and wrong: each gets the answer it deserves."""

import gzip
import json
import socket

import httpx2
import pytest

from electron_kit.sandbox import Sandbox

BODY = json.dumps({"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}).encode()
STREAM = BODY.replace(b"{", b'{"stream": true, ', 1)
LINE = b"POST /waves/v1/chat/completions HTTP/1.1\r\n"
KEY = b"Authorization: Bearer sk_sandbox\r\nContent-Type: application/json\r\n"
HOST = b"Host: x\r\n"


def sized(body: bytes = BODY) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def talk(sandbox: Sandbox, data: bytes, *, until: bytes = b"", end: bool = True) -> bytes:
    """Send bytes, and return what comes back until the server closes or says ``until``."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.sendall(data)
        if end:
            connection.shutdown(socket.SHUT_WR)
        got = b""
        while not (until and until in got) and (piece := connection.recv(65_536)):
            got += piece
        return got


def status(got: bytes) -> int:
    return int(got.split(b" ", 2)[1])


def test_http_1_0_gets_its_answer_and_the_end(sandbox: Sandbox) -> None:
    """A client of HTTP/1.0 needs no Host, gets no chunks, and is closed unless it asks."""
    line = LINE.replace(b"1.1", b"1.0")
    for body in (BODY, STREAM):
        got = talk(sandbox, line + KEY + sized(body), end=False)
        assert status(got) == 200
        assert b"transfer-encoding" not in got
        assert b"connection: close" in got
    assert got.endswith(b"data: [DONE]\n\n")
    twice = (line + b"Connection: keep-alive\r\n" + KEY + sized()) * 2
    got = talk(sandbox, twice)
    assert got.count(b"HTTP/1.1 200 OK") == 2
    assert got.count(b"connection: keep-alive") == 2


@pytest.mark.parametrize("hosts", [b"", b"Host: x\r\nHost: y\r\n"], ids=["none", "two"])
def test_http_1_1_without_one_host_is_400(sandbox: Sandbox, hosts: bytes) -> None:
    """HTTP/1.1 requires a Host, and one alone, and the answer says so."""
    got = talk(sandbox, LINE + hosts + KEY + sized())
    assert status(got) == 400
    assert b"Host" in got.partition(b"\r\n\r\n")[2]


def test_chunked_bodies_are_read(sandbox: Sandbox) -> None:
    """A body in chunks of any size, with extensions and a trailer, is one body."""
    for size in (1, 7, 1_000):
        chunks = b"".join(
            b"%x;note=1\r\n%b\r\n" % (len(BODY[at : at + size]), BODY[at : at + size])
            for at in range(0, len(BODY), size)
        )
        head = LINE + HOST + KEY + b"Transfer-Encoding: chunked\r\n\r\n"
        got = talk(sandbox, head + chunks + b"0\r\nX-Sum: 1\r\n\r\n")
        assert status(got) == 200, got


def test_expect_100_continue_is_answered_before_the_body(sandbox: Sandbox) -> None:
    """The client is told to go on, or that its body is not wanted."""
    head = LINE + HOST + KEY + b"Expect: 100-continue\r\n"
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(BODY))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 OK")
    large = head + b"Content-Length: 99999999\r\n\r\n"
    assert status(talk(sandbox, large)) == 413
    assert status(talk(sandbox, LINE + HOST + KEY + b"Expect: tea\r\n" + sized())) == 417


@pytest.mark.parametrize(
    "length", [b"-1", b"+5", b"5, 5", b"5\r\nContent-Length: 6", b"0x5", b"1e2", b"", b"5 5"]
)
def test_a_bad_content_length_is_400(sandbox: Sandbox, length: bytes) -> None:
    """A length that is none, or two that differ, is never guessed at."""
    got = talk(sandbox, LINE + HOST + KEY + b"Content-Length: " + length + b"\r\n\r\nabcde")
    assert status(got) == 400
    assert json.loads(got.partition(b"\r\n\r\n")[2])["error"]["type"] == "invalid_request_error"


def test_length_and_chunks_at_once_are_400(sandbox: Sandbox) -> None:
    """Two ways to tell the length are how requests are smuggled."""
    head = LINE + HOST + KEY + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
    assert status(talk(sandbox, head + b"5\r\nabcde\r\n0\r\n\r\n")) == 400


def test_a_body_that_ends_early_gets_no_success(sandbox: Sandbox) -> None:
    """A client that closes in mid-body is no request."""
    talk(sandbox, LINE + HOST + KEY + b"Content-Length: 500\r\n\r\n" + BODY)
    assert not list(sandbox.requests)


def test_head_is_answered_like_get_without_a_body(http: httpx2.Client, sandbox: Sandbox) -> None:
    """HEAD tells the length of what GET would send, and 405 where GET is not allowed."""
    key = {"Authorization": "Bearer sk-sandbox"}
    url = f"{sandbox.openai_url}/models"
    got, head = http.get(url, headers=key), http.head(url, headers=key)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    for headers in (key, {**key, "X-Sandbox-Fault": "ttft=5ms"}):
        head = http.head(f"{sandbox.openai_url}/chat/completions", headers=headers)
        assert (head.status_code, head.content) == (405, b"")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_405(http: httpx2.Client, sandbox: Sandbox, method: str) -> None:
    """Each other method of an operation names the one that it has."""
    answer = http.request(method, f"{sandbox.electron_url}/chat/completions")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_query_is_passed_over(http: httpx2.Client, sandbox: Sandbox) -> None:
    """What some clients put behind the path, such as a version, changes nothing."""
    url = f"{sandbox.electron_url}/chat/completions?api-version=2026-01-01&key=sk_other"
    answer = http.post(url, content=BODY, headers={"Authorization": "Bearer sk_sandbox"})
    assert answer.status_code == 200
    assert "?" not in sandbox.requests.last.path


def test_a_proxys_form_of_the_address_is_read(sandbox: Sandbox) -> None:
    """A request line with the whole URL, as proxies get it, means its path."""
    url = f"http://127.0.0.1:{sandbox.port}/waves/v1/chat/completions?a=b".encode()
    got = talk(sandbox, b"POST " + url + b" HTTP/1.1\r\n" + HOST + KEY + sized())
    assert status(got) == 200


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate, gzip"])
def test_a_compressed_body_is_415(http: httpx2.Client, sandbox: Sandbox, name: str) -> None:
    """An encoding is refused by its name, and the plain one is offered."""
    answer = http.post(
        f"{sandbox.openai_url}/chat/completions",
        content=gzip.compress(BODY),
        headers={"Authorization": "Bearer sk-sandbox", "Content-Encoding": name},
    )
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert name.split(",", maxsplit=1)[0] in answer.json()["error"]["message"]


def test_http_2_is_told_apart(sandbox: Sandbox) -> None:
    """The preface of HTTP/2 gets an answer that names it."""
    got = talk(sandbox, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert status(got) == 400
    assert b"HTTP/2" in got


def test_a_bad_request_behind_a_slow_one_waits_its_turn(sandbox: Sandbox) -> None:
    """The refusal of the second request never lands inside the answer to the first."""
    slow = LINE + HOST + KEY + b"X-Sandbox-Fault: ttft=30ms; tps=500\r\n" + sized(STREAM)
    got = talk(sandbox, slow + b"nonsense\r\n\r\n", end=False)
    first, border, second = got.partition(b"0\r\n\r\nHTTP/1.1 400 ")
    assert border
    assert first.rstrip().endswith(b"data: [DONE]")
    assert json.loads(second.partition(b"\r\n\r\n")[2])["error"]
