"""Class board: a teacher opens one, and a class predicts, trains with a seed each, and sees what it found together."""

import streamlit as st

from lab.languages.words import _
from ui import session
from ui.board import desk, door, phone, seat
from ui.form import address, forms
from ui.markdown import plain
from ui.site import browser, frame, live
from ui.site.menu import BOARD

place = seat.take()
teaches = place is not None and place.host
frame.page(BOARD, heading=False, menu=not teaches)

with frame.guard(), st.container(key="board"):
    st.html(desk.STYLE)
    if place is None:
        arrival = address.follow(seat.OWN)
        frame.headed(BOARD)
        if said := seat.problem():
            st.warning(plain(said), icon=":material/block:")
        live.wrong_link(arrival.problems)
        door.draw(forms.read())
    else:
        seat.write(place)
        session.hold([(seat.CODE, place.code)])
        if teaches:
            desk.draw(place)
        else:
            frame.headed(BOARD, words=_(seat.AT).format(code=place.code))
            phone.draw(place)
    browser.measure()
