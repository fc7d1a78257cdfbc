"""OpenID Connect: the authorization code flow with PKCE, state and nonce; the answer believed only when signed.

LEDGER_OIDC_ISSUER          the provider, as it names itself: https://…
LEDGER_OIDC_CLIENT_ID       what it calls this dashboard
LEDGER_OIDC_CLIENT_SECRET   or LEDGER_OIDC_CLIENT_SECRET_FILE
LEDGER_OIDC_CLAIM           the claim that holds the name accounts are bound to (sub)
LEDGER_OIDC_CA              a file with the office's own certificate authority
"""

import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from data_layer.access.identity import IdentityProblem, Proven, clean_name, secret

_PATIENCE = 10  # seconds for the provider to answer
_SKEW = 60  # seconds two clocks may differ
_OLDEST = 600  # seconds since the provider signed
# With keys of its own alone: with "none" or a shared secret, anybody or whoever knows the secret could sign.
_SIGNED_BY = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_DOWN = "连不上统一身份认证，没有登录。请稍后再试，或用账号和密码登录。"
_NOT_BELIEVED = "统一身份认证的答复核对不上，没有登录。请重新登录；还是不行请告诉管理员。"
OVER = "这次登录已经过期或已经用过，请重新登录。"


@dataclass(frozen=True)
class Flow:
    """One way to the provider and back. ``address`` is where the browser goes; the rest stays here."""

    address: str
    state: str
    redirect: str
    endpoints: Mapping[str, str]
    again: bool  #: the person is to prove it anew
    begun: float  #: seconds since 1970
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Provider:
    """An OpenID provider that is believed."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "sub"
    authority: str = ""

    def begin(self, redirect: str, *, again: bool = False) -> Flow:
        """A way to the provider that leads back to ``redirect``. Raises IdentityProblem: it does not answer."""
        with self._session(redirect) as session:
            endpoints = self._endpoints(session)
            nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
            more = {"prompt": "login", "max_age": 0} if again else {}
            address, state = session.create_authorization_url(
                endpoints["authorization_endpoint"], code_verifier=verifier, nonce=nonce, **more
            )
        return Flow(address, state, redirect, endpoints, again, time.time(), nonce, verifier)

    def finish(self, flow: Flow, answer: Mapping[str, str]) -> Proven:
        """Whom the provider vouches for, from what it sent the browser back with. Raises IdentityProblem."""
        if not secrets.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
            raise IdentityProblem(OVER, "state")
        if answer.get("iss", self.issuer) != self.issuer:
            raise IdentityProblem(_NOT_BELIEVED, "iss")
        if "error" in answer or not answer.get("code"):
            raise IdentityProblem("统一身份认证没有让您登录：您没有完成认证，或没有使用本系统的权限。", "refused")
        with self._session(flow.redirect) as session:
            session.token_endpoint_auth_method = flow.endpoints["method"]
            try:
                token = session.fetch_token(
                    flow.endpoints["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer["code"],
                    code_verifier=flow.verifier,
                    redirect_uri=flow.redirect,
                    allow_redirects=False,
                )
            except requests.RequestException:
                raise IdentityProblem(_DOWN, "down") from None
            except (AuthlibBaseError, ValueError):
                raise IdentityProblem(_NOT_BELIEVED, "code") from None
            claims = self._claims(token.get("id_token"), self._get(session, flow.endpoints["jwks_uri"]))
        return self._believed(flow, claims)

    def _claims(self, token: object, keys: dict[str, Any]) -> dict[str, Any]:
        """What is in a token that the provider signed. Raises IdentityProblem."""
        if not isinstance(token, str):
            raise IdentityProblem(_NOT_BELIEVED, "token")
        try:
            claims: dict[str, Any] = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_SIGNED_BY).claims  # type: ignore[arg-type]
            now = int(time.time())
            told = jwt.JWTClaimsRegistry(
                now,
                _SKEW,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
            )
            told.validate(claims)
        except JoseError as wrong:
            raise IdentityProblem(_NOT_BELIEVED, wrong.error or "token") from None
        except (ValueError, KeyError, TypeError):
            raise IdentityProblem(_NOT_BELIEVED, "token") from None
        others = claims["aud"] != self.client and claims["aud"] != [self.client]
        if (others or "azp" in claims) and claims.get("azp") != self.client:
            raise IdentityProblem(_NOT_BELIEVED, "azp")
        if claims["iat"] < now - _OLDEST:
            raise IdentityProblem(_NOT_BELIEVED, "iat")
        return claims

    def _believed(self, flow: Flow, claims: Mapping[str, Any]) -> Proven:
        """The name in a token that answers this flow. Raises IdentityProblem."""
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), flow.nonce.encode()):
            raise IdentityProblem(_NOT_BELIEVED, "nonce")
        if flow.again:
            proven_at = claims.get("auth_time")
            if not isinstance(proven_at, int | float) or proven_at < flow.begun - _SKEW:
                raise IdentityProblem("统一身份认证没有让您重新认证，没有确认。请改用本系统的密码确认。", "auth_time")
        if self.claim == "email" and claims.get("email_verified") is not True:
            raise IdentityProblem("统一身份认证没有核实过您的邮箱，没有登录。", "email")
        name = clean_name(claims.get(self.claim))
        if name is None:
            raise IdentityProblem("统一身份认证没有报来可用的名字，没有登录。请管理员核对 LEDGER_OIDC_CLAIM。", "claim")
        return Proven("oidc", name, flow.again)

    def _session(self, redirect: str) -> OAuth2Session:
        scope = {"sub": "openid", "email": "openid email"}.get(self.claim, "openid profile")
        session = OAuth2Session(
            self.client,
            self.secret,
            scope=scope,
            redirect_uri=redirect,
            code_challenge_method="S256",
            default_timeout=_PATIENCE,
        )
        session.trust_env = False  # no proxy and no password of this machine's user goes along
        session.verify = self.authority or True
        return session

    def _endpoints(self, session: OAuth2Session) -> dict[str, str]:
        found = self._get(session, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        endpoints = {name: found.get(name) for name in _ENDPOINTS}
        if found.get("issuer") != self.issuer or not all(isinstance(v, str) and safe(v) for v in endpoints.values()):
            raise IdentityProblem("统一身份认证的地址对不上，没有登录。请管理员核对 LEDGER_OIDC_ISSUER。", "issuer")
        known = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return {name: str(value) for name, value in endpoints.items()} | {"method": method}

    def _get(self, session: OAuth2Session, address: str) -> dict[str, Any]:
        """A JSON object of the provider's. Raises IdentityProblem."""
        try:
            answer = session.get(address, withhold_token=True, allow_redirects=False)
            found = answer.json() if answer.status_code == 200 else None
        except (requests.RequestException, ValueError):
            found = None
        if not isinstance(found, dict):
            raise IdentityProblem(_DOWN, "down")
        return found


def safe(address: str) -> bool:
    """Whether what is sent to an address is read by nobody on the way: TLS, or this machine itself."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme == "https" and bool(host) or parts.scheme == "http" and host in ("localhost", "127.0.0.1")


def configured(given: Mapping[str, str] | None = None) -> Provider | None:
    """The provider as the environment says; None: none is. Raises IdentityProblem where only half is said."""
    known = os.environ if given is None else given
    issuer, client = known.get("LEDGER_OIDC_ISSUER", "").strip(), known.get("LEDGER_OIDC_CLIENT_ID", "").strip()
    shared = secret("LEDGER_OIDC_CLIENT_SECRET", known)
    if not issuer and not client and not shared:
        return None
    if not issuer or not client or not shared:
        raise IdentityProblem(
            "统一身份认证只设了一半：LEDGER_OIDC_ISSUER、LEDGER_OIDC_CLIENT_ID、"
            "LEDGER_OIDC_CLIENT_SECRET（或 …_FILE）都要设。"
        )
    if not safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise IdentityProblem("LEDGER_OIDC_ISSUER 应是 https:// 开头的地址。")
    claim, authority = known.get("LEDGER_OIDC_CLAIM", "").strip() or "sub", known.get("LEDGER_OIDC_CA", "").strip()
    if not re.fullmatch(r"[\w.:/-]{1,100}", claim):
        raise IdentityProblem("LEDGER_OIDC_CLAIM 应是声明的名字，如 sub、preferred_username。")
    if authority and not os.path.isfile(authority):
        raise IdentityProblem("读不到 LEDGER_OIDC_CA 所指的证书文件。")
    return Provider(issuer, client, shared, claim, authority)
