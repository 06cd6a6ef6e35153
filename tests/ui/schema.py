"""Vega-Lite's own schema, compiled: checked in Python alone, a picture takes a third of a second."""

from typing import Any
from urllib.parse import quote

import altair as alt
from jsonschema_rs import Draft7Validator


def _quoted(part: Any) -> Any:
    """The schema with its references as addresses are written: there are angle brackets in its names."""
    if isinstance(part, dict):
        return {key: quote(value, "#/") if key == "$ref" else _quoted(value) for key, value in part.items()}
    return [_quoted(each) for each in part] if isinstance(part, list) else part


VEGA_LITE = Draft7Validator(_quoted(alt.load_schema()))


def faults(spec: dict[str, Any]) -> list[str]:
    """What is wrong with a specification, in the schema's words."""
    return [error.message for error in VEGA_LITE.iter_errors(spec)]
