"""An OpenID provider on this machine, with a key of its own; what it says can be spoilt."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "dashboard", "a-secret-of-the-office"


@dataclass
class Provider:
    """``claims``: what goes into the next tokens beside, or in place of, what belongs there; None takes one out."""

    issuer: str = ""
    person: str = "u-1001"
    claims: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1"}))
    forger: ECKey | None = None
    method: str = "client_secret_basic"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def authorize(self, address: str) -> str:
        """What a browser does there: the person signs in; the address it is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        self.asked.append(asked)
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def redeem(self, given: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The token for a code, once, for whoever began."""
        asked = self.codes.pop(given.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        posted = given.get("client_id") == CLIENT and given.get("client_secret") == SECRET
        known = authorization == basic if self.method == "client_secret_basic" else posted
        if asked is None or not known or given.get("redirect_uri") != asked["redirect_uri"]:
            return None
        challenge = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.person, "nonce": asked["nonce"], "iat": now,
            "exp": now + 300, "auth_time": now,
        }  # fmt: skip
        told = {name: value for name, value in (claims | self.claims).items() if value is not None}
        token = jwt.encode({"alg": "ES256", "kid": "1"}, told, self.forger or self.key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def provider() -> Iterator[Provider]:
    """One that answers until the block ends."""
    known = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("/openid-configuration"):
                at = known.issuer
                self._send({
                    "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/keys", "token_endpoint_auth_methods_supported": [known.method],
                })  # fmt: skip
            else:
                self._send({"keys": [known.key.as_dict(private=False)]} if self.path == "/keys" else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(known.redeem(given, self.headers.get("authorization", "")))

        def _send(self, found: dict[str, Any] | None) -> None:
            content = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(400 if found is None else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", f"{len(content)}")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    known.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
