"""A small provider of tickets in a process of its own: a ticket gives one token, a token one user.

``python -m tests.trust.providers.ticket PORT``; tickets are ``person:<number>:<anything>[:<name>]``,
``legal:…`` or others.
"""

from __future__ import annotations

import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

APP, SECRET = "huxin", "a-secret-between-the-two"
TOKENS: dict[str, dict[str, str]] = {}


class Provider(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked.get("appSecret") != SECRET:
            return self._answer({"success": False, "data": None})
        if self.path == "/token":
            return self._token(asked)
        user = TOKENS.pop(str(asked.get("token")), None)
        return self._answer({"success": user is not None, "data": user})

    def _token(self, asked: dict[str, Any]) -> None:
        kind, _, rest = str(asked["ticketId"]).partition(":")
        number, _, more = rest.partition(":")
        called = more.partition(":")[2]
        if kind == "broken":
            return self._send(b"<html>no JSON</html>")
        if kind not in ("person", "legal", "robot") or asked.get("appId") != APP:
            return self._answer({"success": False, "data": None})
        token = secrets.token_hex(8)
        name = "creditCode" if kind == "legal" else "idNo"
        TOKENS[token] = {"userType": kind, name: number} | ({"name": called} if called else {})
        return self._answer({"success": True, "data": {"accessToken": token}})

    def _answer(self, content: dict[str, Any]) -> None:
        self._send(json.dumps(content).encode())

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return None


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    print("ready", flush=True)
    server.serve_forever()
