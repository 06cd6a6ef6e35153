"""Learning rate: every arm over a grid of learning rates, so that each can be compared at its best."""

import streamlit as st

from core.limits import InvalidSetting
from ui import address, cards, forms, frame, grid, laboratory, live, screen, settings, sweep, sweep_view
from ui.markdown import plain

GRID = address.Own(grid.NAMES, grid.fill, grid.pairs)

frame.page("Learning rate", "Which learning rate suits each arm, and who is ahead when each has its own?")


def planned():
    """The sweep that the form and the slider say, or the form with what is wrong with it."""
    form = forms.read()
    if form.experiment is None:
        return None, form
    plan = sweep.plan(form.experiment, grid.rates())
    try:
        return plan, forms.Form(plan.experiment)
    except InvalidSetting as wrong:
        return None, forms.Form(None, str(wrong))


with frame.guard():
    laboratory.visitor()
    arrival = address.follow(GRID)
    plan, form = planned()
    snapshot = laboratory.look(form.experiment, opened=arrival.opened) if form.experiment else None
    busy = snapshot is not None and laboratory.waited_for(form.experiment, snapshot)
    if arrival.problem:
        st.warning(plain(live.sentence(arrival.problem)), icon=":material/link_off:")

    base = forms.read().experiment
    cards.draw(disabled=busy, rates=False)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        settings.draw(base, disabled=busy)
        cards.add_button(disabled=busy)
    grid.draw(disabled=busy)

    if busy:
        live.watch(form.experiment, lambda _, seen: sweep_view.growing(plan, seen))
    else:
        live.train_button(form, lambda: planned()[1].experiment)
        if snapshot is not None:
            live.ended(form.experiment, snapshot)
            sweep_view.draw(plan, snapshot)

    if base is not None:
        address.write(base, GRID)
    screen.measure()
