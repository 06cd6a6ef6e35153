"""Home: a finished result to look at, other comparisons as cards, and the story in order."""

import streamlit as st

from ui.form import presets
from ui.home import cards, ground, hero
from ui.site import frame
from ui.site.menu import HOME

frame.page(HOME, heading=False)

with frame.guard(), st.container(key="home"):
    st.html(hero.STYLE)
    first, *others = presets.PRESETS.values()
    hero.draw(first)
    cards.draw(others)
    ground.draw()
