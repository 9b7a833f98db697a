"""Tells whether an address lies in the house: on this machine, in its private network, or behind a name of its own."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

_NETWORKS: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_ENDINGS: Final = (".local", ".internal", ".localhost")
# Digits alone (2130706433, 0x7f000001) are an address to many resolvers: a name begins with a letter.
_SINGLE: Final = re.compile(r"[a-z][a-z0-9_-]*")


def host_of(url: str) -> str:
    """The host that a request to ``url`` would go to; empty when the address is not one."""
    import httpx

    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return ""
    return address.host.lower().rstrip(".") if address.scheme in ("http", "https") else ""


def is_inside(url: str) -> bool:
    """Whether ``url`` stays in the house: loopback, RFC 1918 or ULA, ``*.local``, ``*.internal``, or one bare name.

    A bare name ("libretranslate") is a service of the same container network. No name is looked up.
    """
    host = host_of(url)
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return bool(_SINGLE.fullmatch(host)) or host.endswith(_ENDINGS)
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return any(number in network for network in _NETWORKS)
