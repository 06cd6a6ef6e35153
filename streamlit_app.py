"""Home: what this is, in a screen, with ways into Compare."""

import streamlit as st

from ui.form import presets
from ui.site import frame
from ui.site.menu import HOME

frame.page(HOME)

with frame.guard():
    columns = st.columns(len(presets.PRESETS))
    for column, preset in zip(columns, presets.PRESETS.values(), strict=True):
        with column.container(border=True, height="stretch", vertical_alignment="distribute"):
            with st.container():
                st.subheader(preset.label, anchor=False)
                st.markdown(preset.words)
            frame.see_in_training(preset.experiment, "Open in Compare")

    fair, understand = st.columns(2, gap="large")
    with fair:
        st.subheader("What makes the comparison honest", anchor=False)
        st.markdown(
            "- The same images, initial weights and order of mini-batches in every arm.\n"
            "- Several seeds and a band, not one lucky run.\n"
            "- One common yardstick beside each loss's own cost, which no other shares.\n"
            "- Every arm also at its own best learning rate.\n"
            "- A verdict in words that says when it is too close to call."
        )
    with understand:
        frame.contents("Understand what you see")
    st.caption("The images are MNIST: 50,000 to train on, 10,000 for validation, 10,000 for one final test.")
