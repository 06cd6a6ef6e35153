"""From where a page can be opened: a link to "localhost" leads nobody but its sender anywhere.

Where `streamlit run` serves a room, whoever started it sees the dashboard on this computer. The link that they share
names this computer's address in the local network instead, if others can get in by it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from lab.languages.words import N_, _
from ui.site import client
from ui.site.door import gate

ELSEWHERE = "198.51.100.1"  # an address kept for examples (RFC 5737): no computer has it
PORTS = {"http": 80, "https": 443}
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 (what a server says that listens on all of its addresses)

NETWORK = N_("It can be opened from this network, in which this computer is {address}.")
ALONE = N_(
    "The server listens to this computer alone, so the link opens here and nowhere else. Started without "
    "--server.address, it is shared with its address in the local network."
)
NO_NETWORK = N_("No address of this computer in a network was found, so the link opens here and nowhere else.")
FORWARDED = N_(
    "The server is not reached directly here, so its address for others is not known. Open the dashboard by the "
    "address that they use, and share it from there."
)
NOT_NAMED = N_(
    "LAB_HOSTS does not name {address}, this computer's address in its network, so the link opens here and nowhere "
    "else."
)


@dataclass(frozen=True, slots=True)
class Server:
    """How the server listens: at which `address`, '' for all it has, at which `port`, and by which names it goes.

    Without `hosts` it goes by any.
    """

    address: str
    port: int
    hosts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The page's `start`, an address without parameters, whether `others` get to it, and what is to be said of that."""

    start: str
    others: bool = True
    words: str = ""


def own_address() -> str:
    """The address of this computer in its network, '' without one: the one by which it would reach the world.

    Nothing is sent: a datagram's socket is told a destination, and the system chooses which way it would go.
    """
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect((ELSEWHERE, 9))
        found = ipaddress.ip_address(way.getsockname()[0])
        if not (found.is_loopback or found.is_unspecified or found.is_link_local):
            return str(found)
    return ""


def of(page: str, peer: str, server: Server, own: Callable[[], str] = own_address) -> Reach:
    """From where a `page` can be opened, by the address in the browser of a visitor who comes from the address `peer`.

    What is no name of this computer is as the browser says it: a proxy's name, or one in the network.
    """
    parts = urlsplit(page)
    if not page or not _is_here(parts.hostname or ""):
        return Reach(page, bool(page))
    direct = not client.told(peer) and not server.address.startswith("unix:")
    if not direct or (parts.port or PORTS.get(parts.scheme)) != server.port:
        return Reach(page, others=False, words=_(FORWARDED))
    if _is_here(server.address) and server.address not in EVERYWHERE:
        return Reach(page, others=False, words=_(ALONE))
    address = own() if server.address in EVERYWHERE else server.address
    if not address:
        return Reach(page, others=False, words=_(NO_NETWORK))
    if server.hosts and not gate.is_one_of(gate.name_in(_bracketed(address)), server.hosts):
        return Reach(page, others=False, words=_(NOT_NAMED).format(address=address))
    place = _bracketed(address) + (f":{parts.port}" if parts.port else "")
    return Reach(urlunsplit(parts._replace(netloc=place)), words=_(NETWORK).format(address=address))


def _is_here(name: str) -> bool:
    """Whether a name or an address means the computer itself, whichever that is.

    >>> [_is_here(name) for name in ("localhost", "127.0.1.1", "::1", "0.0.0.0", "lab.localhost")]
    [True, True, True, True, True]
    >>> [_is_here(name) for name in ("192.168.1.20", "lab.example", "localhost.example", "")]
    [False, False, False, False]
    """
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def _bracketed(address: str) -> str:
    """An address as it stands in a link.

    >>> _bracketed("192.168.1.20"), _bracketed("2001:db8::7")
    ('192.168.1.20', '[2001:db8::7]')
    """
    return f"[{address}]" if ":" in address else address
