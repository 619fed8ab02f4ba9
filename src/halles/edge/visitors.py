"""Who is asking. What a client says of itself counts only when a proxy that the operator trusts passes it on."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from aiohttp import web

from halles.kit.environment.values import Network


@dataclass(frozen=True)
class Visitor:
    """The network address of the visitor and the scheme they used."""

    address: str
    scheme: str


def identify(request: web.BaseRequest, trusted: tuple[Network, ...]) -> Visitor:
    """The visitor behind `request`: the last hop, or what trusted proxies say came before them."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    address = str(peer[0]) if isinstance(peer, tuple) else ""
    scheme = "https" if request.secure else "http"
    if not trusted or not _is_trusted(address, trusted):
        return Visitor(address, scheme)
    told = request.headers.get("X-Forwarded-Proto", scheme).split(",")[-1].strip().lower()
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", []) for hop in line.split(",")]
    for hop in reversed(hops):  # from the nearest: everything left of the first stranger may be made up
        if not _is_address(hop):
            break
        address = hop
        if not _is_trusted(hop, trusted):
            break
    return Visitor(address, told if told in {"http", "https"} else scheme)


def line_of(address: str) -> str:
    """What limits count: the address, of IPv6 its network (/64), since one line owns all addresses in it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, ipaddress.IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str, trusted: tuple[Network, ...]) -> bool:
    return _is_address(text) and any(ipaddress.ip_address(text) in network for network in trusted)
