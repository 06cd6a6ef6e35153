"""Where a visitor comes from, as far as that is known: only to share the workers fairly, and never written down."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence

import streamlit as st

from lab import environment

NETWORK = 64  # bits of an IPv6 address that a home or a school shares


def address() -> str:
    """The network address of the visitor whose script runs, '' where it is not known or is this machine's own."""
    return of(st.context.headers.get_all, st.context.ip_address or "")


def of(lines: Callable[[str], Sequence[str]], peer: str) -> str:
    """The network address from which a request came, '' where it is not known or is this machine's own.

    Behind a proxy it is what the header named by the setting says last: what comes before the visitor may have made up.
    `lines` gives the lines of a header. Without that setting it is the address of the `peer`.
    """
    header = environment.client_header()
    return told((lines(header) or [""])[-1] if header else peer)


def told(text: str) -> str:
    """The last address of a list, '' where it is this machine's own or none; of IPv6 the network that it is in.

    >>> told("10.0.0.1, 192.0.2.7"), told("2001:db8:1:2:3:4:5:6"), told("::ffff:192.0.2.7"), told("somewhere")
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7', '')
    >>> told("127.0.0.1"), told("::1")
    ('', '')
    """
    try:
        found = ipaddress.ip_address(text.rpartition(",")[2].strip())
    except ValueError:
        return ""
    if found.version == 6:
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, NETWORK), strict=False))
