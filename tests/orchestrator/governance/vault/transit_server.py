"""A small transit engine over real HTTP, as HashiCorp Vault and OpenBao answer: encrypt, decrypt, token, data bound."""

import json
import os
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Transit:
    """`asked` counts what was asked of it; `away` lets it refuse."""

    def __init__(self, token: str) -> None:
        self.token, self.key = token, AESGCM(os.urandom(32))
        self.asked: list[str] = []
        self.away = False
        self.address = ""

    def answer(self, path: str, token: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        _, _, mount, what, _name = path.split("/")
        self.asked.append(what)
        if self.away:
            return 503, {"errors": ["Vault is sealed"]}
        if token != self.token or mount != "transit":
            return 403, {"errors": ["permission denied"]}
        bound = b64decode(body["associated_data"])
        if what == "encrypt":
            nonce = os.urandom(12)
            sealed = nonce + self.key.encrypt(nonce, b64decode(body["plaintext"]), bound)
            return 200, {"data": {"ciphertext": f"vault:v1:{b64encode(sealed).decode()}", "key_version": 1}}
        sealed = b64decode(body["ciphertext"].removeprefix("vault:v1:"))
        try:
            plain = self.key.decrypt(sealed[:12], sealed[12:], bound)
        except InvalidTag:
            return 400, {"errors": ["cipher: message authentication failed"]}
        return 200, {"data": {"plaintext": b64encode(plain).decode()}}


@contextmanager
def transit_server(token: str) -> Iterator[Transit]:
    engine = Transit(token)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, told = engine.answer(self.path, self.headers.get("x-vault-token", ""), body)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_arguments: Any) -> None:
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    engine.address = f"http://127.0.0.1:{server.server_port}/transit/coe"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield engine
    finally:
        server.shutdown()
        server.server_close()
