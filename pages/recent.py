"""Recent: what was trained lately and is stored, this visitor's own on top; each result is a link."""

import streamlit as st

from lab.languages.words import _
from ui.recent import entry
from ui.site import frame, service, visitor
from ui.site.menu import COMPARE, RECENT

SHOWN = 20

frame.page(RECENT)

with frame.guard():
    store = service.running().store
    entry.draw_style()
    if store.notice:
        st.warning(_(store.notice), icon=":material/database_off:")
    own = store.recent(SHOWN, visitor.enter())
    mine = {stored.experiment for stored in own}
    others = [stored for stored in store.recent(2 * SHOWN) if stored.experiment not in mine][:SHOWN]
    for heading, rows in ((_("Yours"), own), (_("Everybody's") if own else "", others)):
        if rows and heading:
            st.subheader(heading, anchor=False)
        for stored in rows:
            entry.draw(stored)
    if not own and not others:
        st.markdown(_("Nothing yet. What is trained on Compare appears here, with a link that shows it again at once."))
        frame.link(COMPARE, _("Go to Compare"))
    known = mine | {stored.experiment for stored in others}
    if shipped := [stored for stored in store.shipped.listed() if stored.experiment not in known]:
        st.subheader(_("Shipped with the program"), anchor=False)
        for stored in shipped:
            entry.draw(stored, dated=False)
    st.caption(_("A store that is full drops the results that nobody has asked for the longest."))
    st.caption(_("Nothing about persons is kept: a visitor is a random name that lasts as long as the browser's tab."))
