"""Learning rate: every arm over a grid of learning rates, so that each can be compared at its best."""

import streamlit as st

from ui.form import address, chips, forms, learning_rates, settings, sweeps
from ui.site import browser, frame, live, visitor
from ui.site.menu import LEARNING_RATE
from ui.sweep import view

GRID = address.Own(learning_rates.NAMES, learning_rates.fill, learning_rates.pairs)

frame.page(LEARNING_RATE, heading=False)

with frame.guard(), st.container(key="sweep"):
    st.html(view.STYLE)
    visitor.enter()
    arrival = address.follow(GRID)
    base = forms.read().experiment
    plan, form = sweeps.planned()
    status = live.status(form.experiment, opened=arrival.opened)
    busy = status is not None and status.busy
    finished = status is not None and status.finished

    if busy:
        forms.hold()
    if base is not None:
        address.write(base, GRID)

    frame.headed(LEARNING_RATE)
    chips.draw(disabled=busy, rates=False)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="line"):
        settings.draw(base, disabled=busy)
        learning_rates.draw(disabled=busy)
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="go"):
            live.train_button(form, lambda: sweeps.planned()[1].experiment, busy=busy, finished=finished)
    live.wrong_link(arrival.problems)
    live.problems(form, status)

    if plan is not None and status is not None and status.busy:
        live.watch(status, view.growing(plan))
    elif plan is not None and status is not None:
        live.ended(status)
        view.draw(plan, status.snapshot)

    browser.measure()
    forms.settled()
