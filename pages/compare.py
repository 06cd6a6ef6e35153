"""Compare: one to six output layers with their losses, trained on the same images, side by side."""

from functools import partial

import streamlit as st

from ui.compare import lecture, results, screen
from ui.form import address, chips, forms, presets, settings
from ui.shown import Shown
from ui.site import browser, frame, live, replay, visitor
from ui.site.menu import COMPARE

large = lecture.on()
frame.page(COMPARE, heading=False, menu=not large)

with frame.guard(), screen.page() as drawn:
    visitor.enter()
    arrival = address.follow(lecture.VIEW)
    form = forms.read()
    status = live.status(form.experiment, opened=arrival.opened)
    busy = status is not None and status.busy
    finished = status is not None and status.finished
    asked = replay.Asked()

    if busy:
        forms.hold()
    if form.experiment is not None:
        address.write(form.experiment, lecture.VIEW)

    with screen.first(lecture=large):
        with screen.head():
            frame.title(COMPARE)
            if large:
                if not finished:
                    live.train_button(form, lambda: forms.read().experiment, busy=busy)
                lecture.leave_button()
            else:
                with screen.presets():
                    presets.draw(form.experiment, disabled=busy)
                ways = screen.ways()
                with ways:
                    lecture.enter_button()
                drawn.later(partial(frame.share, COMPARE), ways)
        if not large:
            chips.draw(disabled=busy)
            with screen.line():
                settings.draw(form.experiment, disabled=busy)
                with screen.go():
                    live.train_button(form, lambda: forms.read().experiment, busy=busy, finished=finished)
        if busy and not arrival.opened:
            address.heeded()
        else:
            live.wrong_link(arrival.problems)
        live.problems(form, status)
        if not large:
            presets.say(form.experiment)
        if status is not None and status.busy:
            live.watch(status, partial(results.growing, lecture=large))
        elif status is not None:
            asked = results.draw(status, lecture=large)
        else:
            results.waiting()
    if status is not None and finished and not large:
        results.tabs(Shown.of(status.experiment, status.snapshot))
    if form.experiment is not None and not large:
        frame.to_class(form.experiment)

    if large and not finished:
        asked = replay.keys()
    if asked.leave:
        lecture.turn(False)
        st.rerun()
    if asked.turn:
        presets.turn(form.experiment, asked.turn)
        st.rerun()
    drawn.later(browser.measure)
    forms.settled()
