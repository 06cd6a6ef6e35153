"""The arms as chips: each is the legend of its arm, with its dash, marker and colour, and opens its controls."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from core.limits import InvalidSetting
from core.losses import LOSSES
from core.outputs import OUTPUTS
from lab import wording
from lab.languages.words import N_, _, said
from ui.form import arms, cards, folds
from ui.form.arms import COUNT, MOST, key
from ui.markdown import plain

STYLE = Path(__file__).with_suffix(".css")
PAIR = N_("{output} · {loss}")
WITH_RATE = N_("{output} · {loss} · {rate}")
WITH_OWN = N_("{main}, {own}")
UNCHOSEN = "?"
FULL = said("{most} arms are the most that one comparison can hold. Remove one to add another.", most=MOST)


def draw(*, disabled: bool, rates: bool = True) -> None:
    """Draw a chip an arm, and what adds another while there is room for one. `rates`: with learning rates.

    Chips open where they are `disabled`, too: they are the legend, and show what is being trained.
    """
    st.html(STYLE)
    with st.container(horizontal=True, key="chips", gap="xsmall", vertical_alignment="center"):
        for arm in range(st.session_state[COUNT]):
            _chip(arm, disabled=disabled, rates=rates)
        full = st.session_state[COUNT] >= MOST
        st.button(
            _("arm"),
            icon=":material/add:",
            key="add",
            help=_(FULL) if full else _("Add an arm"),
            on_click=arms.add,
            disabled=disabled or full,
        )


def label(arm: int, *, rates: bool = True) -> str:
    """What the chip of the arm at position `arm`, from 0, says: its pair and its learning rate, as they stand there,
    and the settings that are its own, once it can be trained.
    """
    output, loss, rate = (st.session_state[key(arm, name)] for name in arms.MAIN)
    main = _(WITH_RATE if rates else PAIR).format(
        output=_(OUTPUTS[output].name) if output else UNCHOSEN,
        loss=_(LOSSES[loss].inside) if loss else UNCHOSEN,
        rate=plain(str(rate or UNCHOSEN)),
    )
    own = _own(arm)
    return _(WITH_OWN).format(main=main, own=own) if own else main


def _own(arm: int) -> str:
    try:
        return plain(wording.own_settings(arms.read_one(arm)))
    except InvalidSetting:
        return ""


def _chip(arm: int, *, disabled: bool, rates: bool) -> None:
    fields = partial(cards.draw, arm, disabled=disabled, rates=rates)
    folds.draw(label(arm, rates=rates), arms.chip(arm), fields)
