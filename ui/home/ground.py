"""What the comparison rests on."""

from __future__ import annotations

import streamlit as st

from lab.languages.words import N_, _

HONEST = N_("What makes the comparison honest")
POINTS = N_("""
- The same images and order of mini-batches in every arm, and the same initial weights where layers are the same.
- Several seeds, not one lucky run: each a thin line where they are few, a band where they are many.
- One common yardstick beside each loss's own cost, which no other shares.
- Every arm also at its own best learning rate.
- A verdict in words that says when it is too close to call.
""")
IMAGES = N_("The images are MNIST: 50,000 to train on, 10,000 for validation, 10,000 for one final test.")


def draw() -> None:
    """Draw it."""
    st.subheader(_(HONEST), anchor=False)
    st.markdown(_(POINTS))
    st.caption(_(IMAGES))
