"""usage: python -m benchmarks.viewers.snapshots PORT TARGET USER PASSWORD CONNECTIONS

Asks for one picture after the other on each connection, every request with a Digest (RFC 7616) and a count
of its own. Says and obeys what viewers/main.c does, but for `stall`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import selectors
import socket
import sys

READ_BYTES = 1 << 18
HOST = "127.0.0.1"


class Client:
    """One connection; `whole` counts the pictures it was given."""

    def __init__(self, port: int, target: str, user: str, password: str) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.whole = 0
        self.bytes = 0
        self._target = target
        self._login = (user, password)
        self._secrets = ("", "")
        self._challenge: dict[str, str] = {}
        self._count = 0
        self._buffer = bytearray()
        self._ask()

    def take(self) -> None:
        """Take what came; ask again when it is an answer."""
        data = self.socket.recv(READ_BYTES)
        if not data:
            raise ConnectionError("the server hung up")
        self.bytes += len(data)
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).decode("latin-1")
        length = re.search(r"(?i)\ncontent-length: *(\d+)", head)
        if length is None:
            raise ValueError("an answer without Content-Length")
        size = end + 4 + int(length[1])
        if len(self._buffer) >= size:
            self._answered(head, bytes(self._buffer[size - 2 : size]))
            del self._buffer[:size]
            self._ask()

    def _answered(self, head: str, tail: bytes) -> None:
        status = int(head.split(" ", 2)[1])
        if status == 401 and self._count == 0:
            self._learn(head)
        elif status == 200 and tail == b"\xff\xd9":
            self.whole += 1
        else:
            raise ValueError(f"answered {status}")

    def _learn(self, head: str) -> None:
        """Take the challenge; H(A1) and H(A2) stay the same for all requests."""
        challenge = re.search(r"(?i)\nwww-authenticate: *digest (.*)", head)
        if challenge is None:
            raise ValueError("no Digest was offered")
        self._challenge = dict(re.findall(r'(\w+)="?([^",\r]+)"?', challenge[1]))
        user, password = self._login
        self._secrets = (
            _md5(f"{user}:{self._challenge['realm']}:{password}"),
            _md5(f"GET:{self._target}"),
        )

    def _ask(self) -> None:
        login = f"Authorization: {self._authorization()}\r\n" if self._challenge else ""
        self.socket.sendall(f"GET {self._target} HTTP/1.1\r\nHost: {HOST}\r\n{login}\r\n".encode())

    def _authorization(self) -> str:
        self._count += 1
        count, nonce = f"{self._count:08x}", self._challenge["nonce"]
        first, second = self._secrets
        response = _md5(f"{first}:{nonce}:{count}:{count}:auth:{second}")
        fields = {
            "username": self._login[0],
            "realm": self._challenge["realm"],
            "nonce": nonce,
            "uri": self._target,
            "response": response,
            "cnonce": count,
            **({"opaque": self._challenge["opaque"]} if "opaque" in self._challenge else {}),
        }
        quoted = ", ".join(f'{name}="{text}"' for name, text in fields.items())
        return f"Digest {quoted}, qop=auth, nc={count}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def main() -> None:
    """Ask until the input ends."""
    port, target, user, password, connections = sys.argv[1:]
    clients = [Client(int(port), target, user, password) for _ in range(int(connections))]
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
        selector.register(sys.stdin, selectors.EVENT_READ)
        ready = False
        while True:
            for key, _ in selector.select():
                if isinstance(key.data, Client):
                    key.data.take()
                elif not _obey(clients):
                    return
            if not ready and all(client.whole for client in clients):
                ready = True
                print("ready", flush=True)


def _obey(clients: list[Client]) -> bool:
    """Do what the next line says; False when there is none."""
    command = os.read(sys.stdin.fileno(), 64).strip()
    if command == b"mark":
        for client in clients:
            client.whole = client.bytes = 0
        print("marked", flush=True)
    elif command == b"report":
        frames = [client.whole for client in clients]
        total = sum(client.bytes for client in clients)
        counts = {"frames": frames, "broken": 0, "lost": 0, "bytes": total, "closed": 0, "delays": [0, 0, 0]}
        print(json.dumps(counts), flush=True)
    return bool(command)


if __name__ == "__main__":
    main()
