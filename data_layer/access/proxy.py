"""A proxy in front that has already signed people in and says who they are in a header.

    LEDGER_PROXY_HEADER       the header, e.g. X-Remote-User
    LEDGER_PROXY_FROM         the proxy's own addresses or networks, comma separated
    LEDGER_PROXY_SECRET       or LEDGER_PROXY_SECRET_FILE; where set, the proxy sends it in X-Ledger-Proxy-Secret

Only the machine at the other end of the connection counts, never what X-Forwarded-For says of it.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data_layer.access.identity import IdentityProblem, Proven, clean_name, secret

SECRET_HEADER = "x-ledger-proxy-secret"
_TOKEN = re.compile(r"[a-z][a-z0-9-]{2,60}")
# What browsers and servers send for themselves: a name in one of these would be anybody's to set.
_NOT_THESE = re.compile(
    r"(authorization|connection|upgrade|cookie|host|origin|referer|user-agent|forwarded|(accept|content|x-forwarded|sec)\b.*)"
)
_SHORTEST = 16  # characters of the secret

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Proxy:
    """A proxy that is believed. ``header`` in small letters."""

    header: str
    networks: tuple[Network, ...]
    secret: str = field(default="", repr=False)

    def is_from(self, peer: str) -> bool:
        """Whether a connection's other end is the proxy."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self.networks if network.version == mapped.version)

    def prove(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> Proven | None:
        """Whom the proxy names; None: nobody. Raises IdentityProblem where somebody else says it or it is not clear."""
        sent = [(name.decode("latin-1").lower(), value) for name, value in headers]
        named = [value for name, value in sent if name == self.header]
        given = [value for name, value in sent if name == SECRET_HEADER]
        if not named:
            return None
        if not self.is_from(peer):
            raise IdentityProblem("登录网关的信息不是从网关来的，没有采信。", "peer")
        if self.secret and (len(given) != 1 or not secrets.compare_digest(given[0], self.secret.encode())):
            raise IdentityProblem("登录网关的口令不对，没有采信。", "secret")
        try:
            name = clean_name(named[0].decode("utf-8")) if len(named) == 1 else None
        except ValueError:
            name = None
        if name is None:
            if len(named) == 1 and not named[0].strip():
                return None  # the proxy's way of saying nobody
            raise IdentityProblem("登录网关报来的名字不能用，没有采信。", "name")
        return Proven("proxy", name)


def configured(given: Mapping[str, str] | None = None) -> Proxy | None:
    """The proxy as the environment says; None: none is. Raises IdentityProblem where only half is said."""
    known = os.environ if given is None else given
    header, listed = known.get("LEDGER_PROXY_HEADER", "").strip().lower(), known.get("LEDGER_PROXY_FROM", "").strip()
    shared = secret("LEDGER_PROXY_SECRET", known)
    if not header and not listed and not shared:
        return None
    if not header or not listed:
        raise IdentityProblem("登录网关只设了一半：LEDGER_PROXY_HEADER 和 LEDGER_PROXY_FROM 都要设。")
    if not _TOKEN.fullmatch(header) or _NOT_THESE.fullmatch(header) or header == SECRET_HEADER:
        raise IdentityProblem("LEDGER_PROXY_HEADER 不能用：请另取一个名字，如 X-Remote-User，不用下划线。")
    if shared and len(shared) < _SHORTEST:
        raise IdentityProblem(f"LEDGER_PROXY_SECRET 太短，至少 {_SHORTEST} 个字符。")
    try:
        networks = tuple(ipaddress.ip_network(each.strip()) for each in listed.split(","))
    except ValueError:
        raise IdentityProblem(
            "LEDGER_PROXY_FROM 写得不对：用逗号隔开的地址或网段，如 127.0.0.1,10.1.2.0/28。"
        ) from None
    if any(network.prefixlen < (8 if network.version == 4 else 32) for network in networks):
        raise IdentityProblem("LEDGER_PROXY_FROM 的网段太大：只写网关自己的地址。")
    return Proxy(header, networks, shared)
