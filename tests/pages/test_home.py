"""Home: what this is, with ways into Compare that open the right experiment."""

from streamlit.testing.v1 import AppTest

from lab import links
from tests.pages.conftest import ROOT
from ui.form import presets


def home() -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    assert not at.exception
    return at


def test_home_says_what_this_is_and_leads_into_compare():
    at = home()
    assert at.title[0].value == "Output layers and losses"
    inside = [link for link in at.main.page_link if link.value == "Open in Compare"]
    assert len(inside) == len(presets.PRESETS)


def test_every_preset_is_listed_in_words():
    text = " ".join(block.value for block in home().main.markdown)
    assert all(row.words in text for row in presets.PRESETS.values())


def test_the_links_open_the_presets():
    at = home()
    queries = [link.proto.query_string for link in at.main.page_link if link.value == "Open in Compare"]
    wanted = [links.query_string(row.experiment) for row in presets.PRESETS.values()]
    assert [query.lstrip("?") for query in queries] == wanted
