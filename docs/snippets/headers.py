"""Stands before the sandbox and notes the headers of requests, which the sandbox does not keep."""

from __future__ import annotations

import threading
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP = {"host", "connection", "transfer-encoding", "content-length"}


class Headers:
    """A server on this machine that hands everything on to another one.

    Args:
        url: The address that it stands for.
    """

    def __init__(self, url: str) -> None:
        self.seen: list[dict[str, str]] = []
        parts = urlsplit(url)
        where, seen = parts.netloc, self.seen

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen.append(headers)
                body = self.rfile.read(int(headers.get("content-length", 0)))
                kept = {name: it for name, it in headers.items() if name not in _HOP}
                with closing(HTTPConnection(where)) as inner:
                    inner.request("POST", self.path, body, kept)
                    answer = inner.getresponse()
                    text = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in _HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}{parts.path}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
