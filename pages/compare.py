"""Compare: one to six output layers with their losses, trained on the same images, side by side."""

import streamlit as st

from ui import address, cards, forms, frame, laboratory, live, presets, results, screen, settings
from ui.markdown import plain

frame.page("Compare", "What changes when only the output layer and the loss change?")

with frame.guard():
    laboratory.visitor()
    arrival = address.follow()
    form = forms.read()
    snapshot = laboratory.look(form.experiment, opened=arrival.opened) if form.experiment else None
    busy = snapshot is not None and laboratory.waited_for(form.experiment, snapshot)
    if arrival.problem:
        st.warning(plain(live.sentence(arrival.problem)), icon=":material/link_off:")

    presets.draw(form.experiment, disabled=busy)
    cards.draw(disabled=busy)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        settings.draw(form.experiment, disabled=busy)
        cards.add_button(disabled=busy)

    if busy:
        live.watch(form.experiment, results.growing)
    else:
        live.train_button(form, lambda: forms.read().experiment)
        if snapshot is not None:
            live.ended(form.experiment, snapshot)
            results.draw(form.experiment, snapshot)

    if form.experiment is not None:
        address.write(form.experiment)
    screen.measure()
