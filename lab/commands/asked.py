"""The experiment that a command is asked about: by the address that Compare shares, or by arms and options."""

from __future__ import annotations

import argparse
from dataclasses import replace
from urllib.parse import SplitResult, parse_qsl, urlsplit

from core.experiment import Experiment
from core.limits import InvalidSetting
from core.settings import SETTINGS
from lab import links
from lab.commands import options

NO_ADDRESS = "the address of a comparison must be one that a browser takes, got {text!r}"

PLACE = "view"
"""A parameter of the page's own in its address, which says nothing about the experiment."""


def asked(given: argparse.Namespace) -> tuple[Experiment, str]:
    """The experiment that a link or arms describe, with the settings given beside it, and the server that a link names.

    Raises `InvalidSetting`.
    """
    text = given.arms[0]
    if len(given.arms) > 1 or not _is_link(text):
        return options.experiment(given), ""
    try:
        parts = urlsplit(text if "?" in text or "://" in text else f"?{text}")
    except ValueError as wrong:
        raise InvalidSetting(NO_ADDRESS.format(text=text)) from wrong
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != PLACE]
    link = links.from_query(pairs)
    if link.problem:
        raise InvalidSetting(link.problem)
    own = {name: value for name, value in vars(given).items() if name in SETTINGS}
    return replace(link.experiment, **own), _served(parts)


def _served(parts: SplitResult) -> str:
    """Where the program is served, under a path or not; '' where the link names no server.

    >>> _served(urlsplit("https://ada:secret@lab.example/course/compare?v=1"))
    'https://lab.example/course'
    """
    if not (parts.scheme and parts.netloc):
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/').rpartition('/')[0]}"


def _is_link(text: str) -> bool:
    return "?" in text or "://" in text or text.startswith(("v=", "arm="))
