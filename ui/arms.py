"""The cards of the arms: an output layer, a loss, a learning rate and, where asked for, settings of the arm's own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from itertools import accumulate

import streamlit as st

from core import limits
from core.activations import ACTIVATIONS
from core.experiment import OVERRIDE_TEXT, Arm, number_text
from core.limits import InvalidSetting
from core.losses import LOSSES
from core.network import INITS
from core.outputs import OUTPUTS
from core.pairs import pair
from ui import wording
from ui.markdown import plain
from ui.palette import style

COUNT = "arms"
MOST = int(limits.SHOWN_ARMS.high)
MAIN = ("output", "loss", "rate")
RATES = (*(float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 2, 3, 5)), 100.0)
"""The steps of the slider, four in a decade."""

USUAL = (
    Arm("softmax", "log_likelihood", 0.5),
    Arm("sigmoid", "cross_entropy", 0.5),
    Arm("sigmoid", "quadratic", 3.0),
    Arm("softmax", "quadratic", 3.0),
    Arm("linear", "quadratic", 0.1),
    Arm("linear", "hinge", 0.1),
)
"""The six usual pairs, each with a learning rate that suits it; the next one to be added."""

AS_SHARED = ""
SHARED_WORDS = "as shared"
OWN_CHOICES: Mapping[str, Mapping[str, str]] = {
    "hidden_activation": {AS_SHARED: SHARED_WORDS, **{key: row.name for key, row in ACTIVATIONS.items()}},
    "init": {AS_SHARED: SHARED_WORDS, **{key: key for key in INITS}},
}
OWN_LABELS = {
    "hidden": "Hidden units",
    "hidden_activation": "Hidden activation",
    "init": "Initial weights",
    "l2": "L2 lambda",
}

CAUTION = ":material/info: {note}"
REFUSED = ":red[:material/block: {note}]"
MARK = (
    '<span style="color: light-dark({light}, {dark}); font-weight: 600; white-space: nowrap">'
    '<span style="display: inline-block; width: 46px; height: 3px; margin-right: 8px; vertical-align: 4px;'
    ' background: {line}"></span>{sign} {name}</span>'
)
LOSS_NAME = "{name} loss"


def key(arm: int, name: str) -> str:
    """Where the session keeps a field of the arm at position `arm`, from 0."""
    return f"arm.{arm}.{name}"


def fill(arms: tuple[Arm, ...]) -> None:
    """Put the arms into the form."""
    st.session_state[COUNT] = len(arms)
    for place, arm in enumerate(arms):
        _put(place, arm)


def _put(place: int, arm: Arm) -> None:
    values = {"output": arm.output, "loss": arm.loss, "rate": number_text(arm.learning_rate), **dict(arm.overrides())}
    for name in (*MAIN, *OVERRIDE_TEXT):
        st.session_state[key(place, name)] = values.get(name, AS_SHARED)


def read() -> tuple[Arm, ...]:
    """The arms that the form holds. Raises `InvalidSetting` for the first that cannot be trained."""
    return tuple(_read(place) for place in range(st.session_state[COUNT]))


def _read(arm: int) -> Arm:
    main = [str(st.session_state[key(arm, name)]) for name in MAIN]
    own = [(name, str(st.session_state[key(arm, name)] or AS_SHARED).strip()) for name in OVERRIDE_TEXT]
    return Arm.from_fields(main, [(name, text) for name, text in own if text != AS_SHARED])


def draw(*, disabled: bool, rates: bool = True) -> None:
    """Draw a card an arm, at most three in a row. `rates` shows the learning rates."""
    count = st.session_state[COUNT]
    in_row = count if count <= 3 else math.ceil(count / 2)
    for first in range(0, count, in_row):
        here = range(first, min(first + in_row, count))
        for column, arm in zip(st.columns(in_row, gap="small"), here, strict=False):
            with column.container(border=True, height="stretch", gap="xsmall"):
                _card(arm, disabled=disabled, rates=rates)


def add_button(*, disabled: bool) -> None:
    """Draw a button that adds an arm, while there is room for one."""
    if st.session_state[COUNT] < MOST:
        st.button("Add an arm", icon=":material/add:", key="add", on_click=_add, disabled=disabled)


def heading(arm: int, name: str) -> str:
    """The arm's dash, marker and name in its colour, as HTML that follows the theme."""
    look = style(arm)
    return MARK.format(light=look.light, dark=look.dark, line=_line(look.dash), sign=look.sign, name=escape(name))


def _line(dash: tuple[int, ...]) -> str:
    """A line of these dashes and gaps as a CSS background.

    >>> _line((8, 4))
    'repeating-linear-gradient(90deg, currentColor 0 8px, transparent 0 12px)'
    """
    ends = list(accumulate(dash))
    parts = [f"{('currentColor', 'transparent')[place % 2]} 0 {end}px" for place, end in enumerate(ends)]
    return f"repeating-linear-gradient(90deg, {', '.join(parts)})" if parts else "currentColor"


def _card(arm: int, *, disabled: bool, rates: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(heading(arm, f"Arm {arm + 1}"), width="content")
        with st.container(horizontal=True, width="content", gap="xxsmall"):
            own = _own_button(arm, disabled)
            if st.session_state[COUNT] > 1:
                _remove_button(arm, disabled)
    if own.open:
        with own:
            _own(arm)
    st.segmented_control(
        "Output layer",
        list(OUTPUTS),
        format_func=lambda key: OUTPUTS[key].name,
        key=key(arm, "output"),
        required=True,
        disabled=disabled,
        label_visibility="collapsed",
        persist_state="session",
    )
    st.selectbox(
        "Loss",
        list(LOSSES),
        format_func=lambda key: LOSS_NAME.format(name=LOSSES[key].name),
        key=key(arm, "loss"),
        disabled=disabled,
        label_visibility="collapsed",
        persist_state="session",
    )
    if rates:
        _rate(arm, disabled)
    _note(arm)


def _own_button(arm: int, disabled: bool) -> st.delta_generator.DeltaGenerator:
    return st.popover(
        "More",
        type="tertiary",
        key=key(arm, "more"),
        on_change="rerun",
        help="Settings of this arm's own",
        disabled=disabled,
    )


def _remove_button(arm: int, disabled: bool) -> None:
    st.button(
        "",
        icon=":material/close:",
        type="tertiary",
        key=key(arm, "remove"),
        help="Remove this arm",
        on_click=_remove,
        args=(arm,),
        disabled=disabled,
    )


def _rate(arm: int, disabled: bool) -> None:
    """A field for any learning rate and a slider over round ones, which shows the field's."""
    text = st.session_state[key(arm, "rate")]
    try:
        rate = limits.LEARNING_RATE.check(text)
    except InvalidSetting:
        rate = None
    else:
        st.session_state[key(arm, "slider")] = rate
    with st.container(horizontal=True, gap="small"):
        st.text_input("Learning rate", key=key(arm, "rate"), width=110, disabled=disabled, persist_state="session")
        st.select_slider(
            "Round rates",
            sorted({*RATES, *([] if rate is None else [rate])}),
            format_func=number_text,
            key=key(arm, "slider"),
            on_change=_take_slider,
            args=(arm,),
            disabled=disabled,
            label_visibility="hidden",
            width="stretch",
        )


def _take_slider(arm: int) -> None:
    st.session_state[key(arm, "rate")] = number_text(st.session_state[key(arm, "slider")])


def _note(arm: int) -> None:
    """What is to be said of the pair, of the learning rate and of settings of the arm's own."""
    row = pair(st.session_state[key(arm, "output")], st.session_state[key(arm, "loss")])
    if row.note:
        st.caption((REFUSED if row.refused else CAUTION).format(note=row.note))
    try:
        own = _read(arm).overrides()
    except InvalidSetting as wrong:
        if not row.refused:
            st.caption(REFUSED.format(note=plain(str(wrong))))
    else:
        if own:
            st.caption(", ".join(wording.OVERRIDE_WORDS[name].format(value=value) for name, value in own))


def _own(arm: int) -> None:
    st.markdown(f"**Arm {arm + 1}, where it differs from the others**")
    for name, label in OWN_LABELS.items():
        if name in OWN_CHOICES:
            names = OWN_CHOICES[name]
            st.selectbox(label, list(names), format_func=names.__getitem__, key=key(arm, name), persist_state="session")
        else:
            st.text_input(label, placeholder=SHARED_WORDS, key=key(arm, name), persist_state="session")


def _add() -> None:
    """Add the first of the usual pairs that is not there yet."""
    count = st.session_state[COUNT]
    there = {tuple(st.session_state[key(arm, name)] for name in ("output", "loss")) for arm in range(count)}
    if count < MOST:
        _put(count, next((arm for arm in USUAL if (arm.output, arm.loss) not in there), USUAL[0]))
        st.session_state[COUNT] = count + 1


def _remove(arm: int) -> None:
    """Take an arm out; those after it move up."""
    count = st.session_state[COUNT]
    if count < 2 or arm >= count:
        return
    for place in range(arm, count - 1):
        for name in (*MAIN, *OVERRIDE_TEXT):
            st.session_state[key(place, name)] = st.session_state[key(place + 1, name)]
    st.session_state[COUNT] = count - 1
