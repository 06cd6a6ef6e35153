"""In which language a visitor reads: by the link, their choice, or their browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from core.words import said
from lab.workers.child import FAILED
from tests.pages.conftest import Bench, open_page
from ui import language


def spoken(at: AppTest) -> str:
    return str(at.session_state["session"].tongue.key)


def in_address(at: AppTest, name: str = language.NAME) -> str | None:
    found = at.query_params.get(name)
    return found[0] if isinstance(found, list) else found


@pytest.mark.parametrize("path", ["pages/compare.py", "pages/softmax.py"])
def test_a_link_names_the_language_and_keeps_it(bench: Bench, path: str) -> None:
    at = open_page(path, [("lang", "zh")])
    assert spoken(at) == "zh"
    assert in_address(at) == "zh"
    at.switch_page("pages/pairs.py")
    at.query_params.clear()
    at.run()
    assert spoken(at) == "zh", "whoever goes on to another page goes on reading"
    assert in_address(at) == "zh"


def test_a_bare_address_is_english_and_stays_bare(bench: Bench) -> None:
    at = open_page("pages/softmax.py")
    assert spoken(at) == "en"
    assert in_address(at) is None


@pytest.mark.parametrize("nonsense", ["xx", "", "zh\x00", "../zh", "z" * 500])
def test_a_language_that_is_not_known_is_left_out(bench: Bench, nonsense: str) -> None:
    at = open_page("pages/softmax.py", [("lang", nonsense)])
    assert spoken(at) == "en"
    assert in_address(at) is None
    assert not at.warning


def test_the_switch_turns_the_page_and_the_address(bench: Bench) -> None:
    at = open_page("pages/softmax.py", [("z", "1,0,-2,3.1")])
    at.button_group(key=language.KEY).set_value("zh").run()
    assert spoken(at) == "zh"
    assert in_address(at) == "zh"
    assert in_address(at, "z") == "1,0,-2,3.1", "what the page shows is still there"
    at.button_group(key=language.KEY).set_value("en").run()
    assert spoken(at) == "en"
    assert in_address(at) == "en", "English was chosen: a link says so to a browser that speaks Chinese"


def test_another_link_in_the_same_tab_turns_it_again(bench: Bench) -> None:
    at = open_page("pages/softmax.py", [("lang", "zh")])
    at.query_params["lang"] = "en"
    at.run()
    assert spoken(at) == "en"


def test_what_a_worker_said_is_said_in_the_language(bench: Bench) -> None:
    bench.fail(Experiment(), said(FAILED, reason="x"))
    assert [error.value for error in open_page("pages/compare.py").error] == ["Training failed\\: x."]
    at = open_page("pages/compare.py", [("lang", "zh")])
    assert [error.value for error in at.error] == ["训练失败：x。"]


def test_links_within_the_dashboard_name_the_language_for_a_window_of_their_own(bench: Bench) -> None:
    at = open_page("pages/softmax.py", [("lang", "zh")])
    linked = [link.proto.query_string for link in [*at.sidebar.get("page_link"), *at.main.get("page_link")]]
    assert len(linked) > 10
    assert all("lang=zh" in query for query in linked)
    english = open_page("pages/softmax.py")
    assert not any("lang" in link.proto.query_string for link in english.get("page_link"))
