"""The cards of the arms: an output layer, a loss, a learning rate and, where asked for, settings of the arm's own."""

from __future__ import annotations

import contextlib
import math
from html import escape
from itertools import accumulate

import streamlit as st

from core import limits
from core.kinds import Choice
from core.limits import InvalidSetting
from core.losses import LOSSES
from core.notation import number_text
from core.outputs import OUTPUTS
from core.pairs import pair
from core.settings import OWN
from lab import wording
from ui import session, tied
from ui.charts.palette import style
from ui.form import arms
from ui.form.arms import AS_SHARED, COUNT, MOST, key
from ui.markdown import plain

RATES = (*(float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 2, 3, 5)), 100.0)
"""The steps of the slider, four in a decade."""
UNTOLD = 0.5  # where the slider stands as long as the field beside it has never held a rate

SHARED_WORDS = "as shared"
CAUTION = ":material/info: {note}"
REFUSED = ":red[:material/block: {note}]"
MARK = (
    '<span style="color: light-dark({light}, {dark}); font-weight: 600; white-space: nowrap">'
    '<span style="display: inline-block; width: 46px; height: 3px; margin-right: 8px; vertical-align: 4px;'
    ' background: {line}"></span>{sign} {name}</span>'
)
LOSS_NAME = "{name} loss"
RATE_NAME = "{name}, {rate}"


def draw(*, disabled: bool, rates: bool = True) -> None:
    """Draw a card an arm, at most three in a row. `rates` shows the learning rates."""
    count = st.session_state[COUNT]
    in_row = count if count <= 3 else math.ceil(count / 2)
    for first in range(0, count, in_row):
        here = range(first, min(first + in_row, count))
        for column, arm in zip(st.columns(in_row, gap="small"), here, strict=False):
            with column.container(border=True, height="stretch", gap="xsmall"):
                _card(arm, disabled=disabled, rates=rates)


def draw_folded(*, disabled: bool) -> None:
    """Draw a line an arm, and a button that unfolds the cards."""
    found = arms.read()
    for place, (arm, name) in enumerate(zip(found, wording.arm_names(found), strict=True)):
        st.html(heading(place, RATE_NAME.format(name=name, rate=number_text(arm.learning_rate))))
    st.button("Change the arms", icon=":material/unfold_more:", key="unfold", on_click=_unfold, disabled=disabled)


def unfolded() -> bool:
    """Whether the visitor has asked to see the cards where they would be folded."""
    return session.current().form.unfolded


def _unfold() -> None:
    session.current().form.unfolded = True


def add_button(*, disabled: bool) -> None:
    """Draw a button that adds an arm, while there is room for one."""
    if st.session_state[COUNT] < MOST:
        st.button("Add an arm", icon=":material/add:", key="add", on_click=arms.add, disabled=disabled)


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
        with st.container(horizontal=True, width="content", gap="small"):
            own = st.popover(
                "More",
                type="tertiary",
                key=key(arm, "more"),
                on_change="rerun",
                help="Settings of this arm's own",
                disabled=disabled,
            )
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


def _remove_button(arm: int, disabled: bool) -> None:
    st.button(
        "Remove",
        type="tertiary",
        key=key(arm, "remove"),
        on_click=arms.remove,
        args=(arm,),
        disabled=disabled,
    )


def _rate(arm: int, disabled: bool) -> None:
    """A field for any learning rate and a slider over round ones, which shows the field's."""
    text = st.session_state[key(arm, "rate")]
    with contextlib.suppress(InvalidSetting):
        st.session_state[key(arm, "last")] = limits.LEARNING_RATE.check(text)
    rate = st.session_state.get(key(arm, "last"), UNTOLD)

    def take(chosen: float) -> None:
        st.session_state[key(arm, "rate")] = number_text(chosen)

    with st.container(horizontal=True, gap="small"):
        st.text_input("Learning rate", key=key(arm, "rate"), width=110, disabled=disabled, persist_state="session")
        st.select_slider(
            "Round rates",
            sorted({*RATES, rate}),
            format_func=number_text,
            disabled=disabled,
            label_visibility="hidden",
            width="stretch",
            **tied.to(key(arm, "slider"), rate, take),
        )


def _note(arm: int) -> None:
    """What is to be said of the pair, of the learning rate and of settings of the arm's own."""
    output, loss = (st.session_state[key(arm, name)] for name in ("output", "loss"))
    if output is None or loss is None:  # the browser has not been told yet: see ui.form.forms
        return
    row = pair(output, loss)
    if row.note:
        st.caption((REFUSED if row.refused else CAUTION).format(note=row.note))
    try:
        own = wording.own_settings(arms.read_one(arm))
    except InvalidSetting as wrong:
        if not row.refused:
            st.caption(REFUSED.format(note=plain(str(wrong))))
    else:
        if own:
            st.caption(own)


def _own(arm: int) -> None:
    st.markdown(f"**Arm {arm + 1}, where it differs from the others**")
    for name, row in OWN.items():
        if isinstance(row.kind, Choice):
            names = {AS_SHARED: SHARED_WORDS, **{choice: row.kind.name(choice) for choice in row.kind.registry}}
            st.selectbox(
                row.label,
                list(names),
                format_func=names.__getitem__,
                key=key(arm, name),
                help=row.help,
                persist_state="session",
            )
        else:
            st.text_input(
                row.label, placeholder=SHARED_WORDS, key=key(arm, name), help=row.help, persist_state="session"
            )
