"""The controls of an arm: its output layer, loss and learning rate, settings of its own, and what removes it."""

from __future__ import annotations

import contextlib

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
from lab.languages.words import N_, _
from ui import tied
from ui.form import arms
from ui.form.arms import AS_SHARED, COUNT, key
from ui.markdown import plain

RATES = (*(float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 2, 3, 5)), 100.0)
"""The steps of the slider, four in a decade."""
UNTOLD = 0.5  # where the slider stands as long as the field beside it has never held a rate

SHARED_WORDS = N_("as shared")
CAUTION = ":material/info: {note}"
REFUSED = N_(":red[:material/block: This arm cannot be trained as it stands: {why}]")
ARM = N_("arm {number}")
OUTPUT_OF = N_("Output layer of {arm}")
LOSS_OF = N_("Loss of {arm}")
RATE_OF = N_("Learning rate of {arm}")
ROUND_OF = N_("Round learning rates for {arm}")
OWN_OF = N_("More settings of {arm} alone")
REMOVE = N_("Remove {arm}")
LOSS_NAME = N_("{name} loss")
REFUSED_LOSS = N_("{name} loss, any but {refusals}")
AND = N_("; ")
REFUSAL = N_("{output} ({why})")


def draw(arm: int, *, disabled: bool, rates: bool = True) -> None:
    """Draw the controls of the arm at position `arm`, from 0. `rates` shows the learning rate."""
    name = _(ARM).format(number=arm + 1)
    st.segmented_control(
        _(OUTPUT_OF).format(arm=name),
        list(OUTPUTS),
        format_func={key: _(row.name) for key, row in OUTPUTS.items()}.__getitem__,
        key=key(arm, "output"),
        required=True,
        disabled=disabled,
        persist_state="session",
    )
    st.selectbox(
        _(LOSS_OF).format(arm=name),
        list(LOSSES),
        format_func={key: _loss(key) for key in LOSSES}.__getitem__,
        key=key(arm, "loss"),
        disabled=disabled,
        persist_state="session",
    )
    if rates:
        _rate(arm, name, disabled)
    _note(arm)
    own = st.expander(_(OWN_OF).format(arm=name), key=key(arm, "more"), on_change="rerun")
    if own.open:
        with own:
            _own(arm, disabled)
    if st.session_state[COUNT] > 1:
        st.button(
            _(REMOVE).format(arm=name),
            icon=":material/delete:",
            type="tertiary",
            key=key(arm, "remove"),
            on_click=arms.remove,
            args=(arm,),
            disabled=disabled,
        )


def _loss(loss: str) -> str:
    """A loss in the list, with the output layers that it cannot be trained with, and why.

    The same whatever the arm's output layer is: the browser sends a choice as its words, and those of a list that has
    changed meanwhile would be unknown.
    """
    refused = [
        _(REFUSAL).format(output=wording.small(_(row.name)), why=_(pair(output, loss).why))
        for output, row in OUTPUTS.items()
        if pair(output, loss).refused
    ]
    return _(REFUSED_LOSS if refused else LOSS_NAME).format(
        name=wording.capital(_(LOSSES[loss].inside)), refusals=_(AND).join(refused)
    )


def _rate(arm: int, name: str, disabled: bool) -> None:
    """A field for any learning rate and a slider over round ones, which shows the field's."""
    text = st.session_state[key(arm, "rate")]
    with contextlib.suppress(InvalidSetting):
        st.session_state[key(arm, "last")] = limits.LEARNING_RATE.check(text)
    rate = st.session_state.get(key(arm, "last"), UNTOLD)

    def take(chosen: float) -> None:
        st.session_state[key(arm, "rate")] = number_text(chosen)

    with st.container(horizontal=True, gap="small"):
        st.text_input(
            _(RATE_OF).format(arm=name), key=key(arm, "rate"), width=180, disabled=disabled, persist_state="session"
        )
        st.select_slider(
            _(ROUND_OF).format(arm=name),
            sorted({*RATES, rate}),
            format_func=number_text,
            disabled=disabled,
            label_visibility="hidden",
            width="stretch",
            persist_state="session",
            **tied.to(key(arm, "slider"), rate, take),
        )


def _note(arm: int) -> None:
    """What is to be said of the pair and of settings of the arm's own, or why it is refused: the arm's controls cover
    what is said below Train.
    """
    output, loss = (st.session_state[key(arm, name)] for name in ("output", "loss"))
    if output is None or loss is None:  # the browser has not been told yet: see ui.form.forms
        return
    row = pair(output, loss)
    if row.caution:
        st.caption(CAUTION.format(note=_(row.note)))
    try:
        own = wording.own_settings(arms.read_one(arm))
    except InvalidSetting as wrong:
        st.caption(_(REFUSED).format(why=plain(_(wrong.sentence))))
    else:
        if own:
            st.caption(own)


def _own(arm: int, disabled: bool) -> None:
    for name, row in OWN.items():
        if isinstance(row.kind, Choice):
            names = {AS_SHARED: _(SHARED_WORDS), **{choice: _(row.kind.name(choice)) for choice in row.kind.registry}}
            st.selectbox(
                _(row.label),
                list(names),
                format_func=names.__getitem__,
                key=key(arm, name),
                help=_(row.help),
                disabled=disabled,
                persist_state="session",
            )
        else:
            st.text_input(
                _(row.label),
                placeholder=_(SHARED_WORDS),
                key=key(arm, name),
                help=_(row.help),
                disabled=disabled,
                persist_state="session",
            )
