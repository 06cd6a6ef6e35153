"""Compare: one to six output layers with their losses, trained on the same images, side by side."""

import streamlit as st

from ui.compare import results, screen
from ui.form import address, chips, forms, presets, settings
from ui.site import browser, frame, live, visitor
from ui.site.menu import COMPARE

frame.page(COMPARE, heading=False)

with frame.guard(), screen.page():
    visitor.enter()
    arrival = address.follow()
    form = forms.read()
    status = live.status(form.experiment, opened=arrival.opened)
    busy = status is not None and status.busy
    shown = None

    if busy:
        forms.hold()
    if form.experiment is not None:
        address.write(form.experiment)

    with screen.first():
        with screen.head():
            frame.title(COMPARE)
            presets.draw(form.experiment, disabled=busy)
            with screen.ways():
                address.share_button()
        chips.draw(disabled=busy)
        with screen.line():
            settings.draw(form.experiment, disabled=busy)
            live.train_button(form, lambda: forms.read().experiment, busy=busy)
        live.wrong_link(arrival.problem)
        live.problems(form)
        if status is not None and status.busy:
            live.watch(status, results.growing)
        elif status is not None:
            live.ended(status)
            shown = results.draw(status.experiment, status.snapshot)
    if shown is not None:
        results.tabs(shown)

    browser.measure()
    forms.settled()
