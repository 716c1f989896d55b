"""Leads every connection of a program to a recorder; Python imports this before the program.

Only the address that a socket connects to is changed. The program, its HTTP library and its
TLS are what they are: the server name, the certificate's check, headers and bodies are real.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
from typing import Any

_PORTS: dict[str, int] = json.loads(os.environ["RECORDERS"])
_HOSTS: dict[str, str] = {}  # the address that stands for a name, and the name
_connect, _connect_ex, _getaddrinfo = (
    socket.socket.connect,
    socket.socket.connect_ex,
    socket.getaddrinfo,
)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _lookup(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
    """Answer each name by a loopback address of its own: names are not asked for outside."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or _is_address(name):
        return _getaddrinfo(host, port, *rest, **named)
    number = len(_HOSTS) + 2
    known = {name: address for address, name in _HOSTS.items()}
    address = known.get(name, f"127.77.{number // 250}.{number % 250}")
    _HOSTS[address] = name
    port = {"https": 443, "http": 80}.get(port, port)
    kind = socket.SOCK_STREAM
    return [(socket.AF_INET, kind, socket.IPPROTO_TCP, "", (address, int(port or 0)))]


def _target(one: socket.socket, address: Any) -> Any:
    if one.family not in (socket.AF_INET, socket.AF_INET6) or address[1] in _PORTS.values():
        return address
    name = _HOSTS.get(address[0], address[0])
    return ("127.0.0.1", _PORTS.get(name, _PORTS["*"]))


socket.getaddrinfo = _lookup
socket.socket.connect = lambda self, address: _connect(self, _target(self, address))
socket.socket.connect_ex = lambda self, address: _connect_ex(self, _target(self, address))
