"""The arms in the form: where the session keeps them, filled, read, added and removed."""

from __future__ import annotations

import streamlit as st

from core import limits
from core.experiment import Arm
from core.notation import number_text
from core.settings import OWN
from lab.gallery.rows import USUAL
from ui.form import fields

COUNT = "arms"
MOST = int(limits.SHOWN_ARMS.high)
MAIN = ("output", "loss", "rate")
AS_SHARED = ""


def key(arm: int, name: str) -> str:
    """Where the session keeps a field of the arm at position `arm`, from 0."""
    return fields.key(_name(arm, name))


def chip(arm: int) -> str:
    """What the chip of an arm is called, counted from 1: the replay bar listens for the pointer on it."""
    return f"chip-{arm + 1}"


def keys() -> list[str]:
    """Where the session keeps the fields of all arms."""
    return fields.keys(names())


def names() -> list[str]:
    """What the fields of all arms are called."""
    return [_name(arm, name) for arm in range(st.session_state[COUNT]) for name in (*MAIN, *OWN)]


def fill(arms: tuple[Arm, ...]) -> None:
    """Put the arms into the form."""
    st.session_state[COUNT] = len(arms)
    for place, arm in enumerate(arms):
        _put(place, arm)


def _put(place: int, arm: Arm) -> None:
    own = {name: OWN[name].kind.write(value) for name, value in arm.own().items()}
    values = {"output": arm.output, "loss": arm.loss, "rate": number_text(arm.learning_rate), **own}
    for name in (*MAIN, *OWN):
        fields.put(_name(place, name), values.get(name, AS_SHARED))


def read() -> tuple[Arm, ...]:
    """The arms that the form holds. Raises `InvalidSetting` for the first that cannot be trained."""
    return tuple(read_one(place) for place in range(st.session_state[COUNT]))


def read_one(arm: int) -> Arm:
    """The arm at position `arm`, from 0. Raises `InvalidSetting` where it cannot be trained."""
    held = [st.session_state[place] for place in fields.keys(_name(arm, name) for name in (*MAIN, *OWN))]
    main, others = map(str, held[: len(MAIN)]), (str(value or AS_SHARED).strip() for value in held[len(MAIN) :])
    own = zip(OWN, others, strict=True)
    return Arm.from_fields(list(main), [(name, text) for name, text in own if text != AS_SHARED])


def add() -> None:
    """Add the first of the usual pairs that is not there yet."""
    count = st.session_state[COUNT]
    there = {tuple(st.session_state[key(arm, name)] for name in ("output", "loss")) for arm in range(count)}
    if count < MOST:
        _put(count, next((arm for arm in USUAL if (arm.output, arm.loss) not in there), USUAL[0]))
        st.session_state[COUNT] = count + 1


def remove(arm: int) -> None:
    """Take an arm out; those after it move up."""
    count = st.session_state[COUNT]
    if count < 2 or arm >= count:
        return
    for place in range(arm, count - 1):
        for name in (*MAIN, *OWN):
            fields.put(_name(place, name), st.session_state[key(place + 1, name)])
    st.session_state[COUNT] = count - 1


def _name(arm: int, name: str) -> str:
    return f"arm.{arm}.{name}"
