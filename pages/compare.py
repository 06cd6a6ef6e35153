"""Compare: one to six output layers with their losses, trained on the same images, side by side."""

import streamlit as st

from ui.compare import results
from ui.form import address, cards, forms, presets, settings
from ui.site import browser, frame, live, visitor
from ui.site.menu import COMPARE

frame.page(COMPARE)

with frame.guard():
    visitor.enter()
    arrival = address.follow()
    form = forms.read()
    status = live.status(form.experiment, opened=arrival.opened)
    busy = status is not None and status.busy

    if busy:
        forms.hold()
    if form.experiment is not None:
        address.write(form.experiment)

    live.wrong_link(arrival.problem)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        presets.draw(form.experiment, disabled=busy)
        address.share_button()
    presets.words(form.experiment)
    folded = browser.narrow() and status is not None and (status.busy or (status.finished and not cards.unfolded()))
    if folded:
        cards.draw_folded(disabled=busy)
    else:
        cards.draw(disabled=busy)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        settings.draw(form.experiment, disabled=busy)
        if not folded:
            cards.add_button(disabled=busy)

    if status is not None and status.busy:
        live.watch(status, results.growing)
    else:
        live.train_button(form, lambda: forms.read().experiment, pinned=status is None or not status.finished)
        if status is not None:
            live.ended(status)
            results.draw(status.experiment, status.snapshot)

    browser.measure()
    forms.settled()
