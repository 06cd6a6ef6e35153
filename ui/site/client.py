"""Where a visitor comes from, as far as that is known: only to share the workers fairly, and never written down."""

from __future__ import annotations

import ipaddress

import streamlit as st

from lab import environment

NETWORK = 64  # bits of an IPv6 address that a home or a school shares


def address() -> str:
    """The network address of the visitor whose script runs, '' where it is not known or is this machine's own.

    Behind a proxy it is what the header named by the setting says last: what comes before the visitor may have made up.
    """
    header = environment.client_header()
    if header:
        return told(st.context.headers.get(header, ""))
    return told(st.context.ip_address or "")


def told(text: str) -> str:
    """The last address of a list; of IPv6 the network that it is in.

    >>> told("10.0.0.1, 192.0.2.7"), told("2001:db8:1:2:3:4:5:6"), told("somewhere")
    ('192.0.2.7', '2001:db8:1:2::/64', '')
    """
    try:
        found = ipaddress.ip_address(text.rpartition(",")[2].strip())
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, NETWORK), strict=False))
