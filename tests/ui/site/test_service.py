"""What the server keeps of Streamlit's own work: the theme that it tells every run of every page."""

import inspect

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from ui.site.service import theme_read_once

SECTIONS = ["theme", *(f"theme.{category.value}" for category in config.CustomThemeCategories)]


def told(put) -> NewSession:
    """What Streamlit tells a page of the theme, put into a message in its way."""
    message = NewSession()
    for section in SECTIONS:
        part = message.custom_theme
        for name in section.split(".")[1:]:
            part = getattr(part, name)
        put(part, section)
    return message


def test_a_theme_that_is_read_once_is_the_theme() -> None:
    """The one in `.streamlit/config.toml`, section by section, and nothing of those that it leaves out."""
    read = app_session._populate_theme_msg
    kept = theme_read_once(read)
    assert told(read).custom_theme.light.primary_color == "#0072b2"
    assert told(kept) == told(read)
    assert told(kept) == told(read), "from what was kept"


def test_each_section_is_read_once() -> None:
    asked = []

    def read(_, section):
        asked.append(section)

    kept = theme_read_once(read)
    told(kept), told(kept)
    assert asked == SECTIONS


def test_streamlit_has_the_name_by_which_it_reads_the_theme() -> None:
    """`ui.site.service` gives it what is read once; without that name every run would read all of it again."""
    assert "_populate_theme_msg(" in inspect.getsource(app_session.AppSession._create_new_session_message)
    assert list(inspect.signature(app_session._populate_theme_msg).parameters) in (
        ["msg", "section"],
        ["message", "section"],
    )


@pytest.fixture(autouse=True)
def _config_of_ours() -> None:
    config.get_config_options(force_reparse=True)
