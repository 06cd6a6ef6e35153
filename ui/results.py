import streamlit as st
from ui import charts, tables, laboratory, screen
from ui.subject import Subject
def growing(e, s):
    if not any(run for arm in s.records for run in arm):
        st.caption("wait"); return
    sub=Subject.of(e)
    c=tables.curves(e, s.records, ["accuracy","cost"])
    st.vega_lite_chart(c, charts.linked(sub, screen.width()), key="curves", width="content")
def draw(e, s):
    if s.state=="finished": growing(e,s)
