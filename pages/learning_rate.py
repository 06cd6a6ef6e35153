"""Learning rate: every arm over a grid of learning rates, so that each can be compared at its best."""

import streamlit as st

from ui import address, cards, forms, frame, grid, laboratory, live, screen, settings, sweep, sweep_view

GRID = address.Own(grid.NAMES, grid.fill, grid.pairs)

frame.page("Learning rate", "Which learning rate suits each arm, and who is ahead when each has its own?")

with frame.guard():
    laboratory.visitor()
    arrival = address.follow(GRID)
    base = forms.read().experiment
    plan, form = sweep.planned()
    stage = live.stage(form.experiment, opened=arrival.opened)
    busy = stage is not None and stage.busy

    if busy:
        forms.hold()
    if base is not None:
        address.write(base, GRID)

    live.wrong_link(arrival.problem)
    cards.draw(disabled=busy, rates=False)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        settings.draw(base, disabled=busy)
        cards.add_button(disabled=busy)
    grid.draw(disabled=busy)

    if plan is not None and stage is not None and stage.busy:
        live.watch(stage, sweep_view.growing(plan))
    else:
        live.train_button(form, lambda: sweep.planned()[1].experiment)
        if plan is not None and stage is not None:
            live.ended(stage)
            sweep_view.draw(plan, stage.snapshot)

    screen.measure()
    forms.settled()
