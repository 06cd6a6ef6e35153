"""Home: a finished result to look at, other comparisons as cards, and the story in order.

Streamlit's server imports this file for the dashboard that it serves, and runs it as the page.
"""

import streamlit as st

from ui.form import presets
from ui.home import cards, ground, hero
from ui.site import frame, hosting
from ui.site.menu import HOME

if __name__ != "__main__":
    app = st.App(__file__, middleware=hosting.middleware(), lifespan=hosting.lifespan, on_script_error=hosting.failed)
else:
    frame.page(HOME, heading=False)

    with frame.guard(), st.container(key="home"):
        st.html(hero.STYLE)
        first, *others = presets.PRESETS.values()
        hero.draw(first)
        cards.draw(others)
        ground.draw()
