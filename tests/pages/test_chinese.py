"""Every page, and every tab of it, in Chinese: no sentence is left in another alphabet."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from core.experiment import Arm, Experiment
from lab import links
from lab.boards import codes, hall
from lab.boards.board import STEPS, Step
from lab.gallery.rows import ROWS
from tests.pages.conftest import Bench, open_page
from ui.compare import results
from ui.digits import place
from ui.site import service
from ui.site.menu import MENU
from ui.story import digit_views, slowdown_tabs, softmax_tabs

pytestmark = pytest.mark.usefixtures("popovers_open")

TWO = Experiment(
    arms=(Arm("softmax", "log_likelihood", 1.0), Arm("linear", "hinge", 0.1)), train=100, epochs=3, seeds=2, close_up=1
)
SIX = next(row.experiment for row in ROWS.values() if len(row.experiment.arms) == 6)
LANGUAGE = ("lang", "zh")

UNREAD = re.compile(
    r"<style>.*?</style>|<svg.*?</svg>|<[^>]*>|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|:material/\w+:|https?://\S+|\]\([^)]*\)"
    r"|\\[a-zA-Z]+|/download/\S+",
    re.DOTALL,
)
"""What nobody reads as words: markup, formulas, code, addresses."""

NAMES = re.compile(
    r"Neural Networks and Deep Learning|Michael Nielsen|Nielsen|python -m lab[^，。]*|Chinese|English|Source Sans"
    r"|On Calibration of Modern Neural Networks|SmoothGrad|McNemar|Holm"
)
SENTENCE = re.compile(r"\b[A-Za-z][a-z’']+(?: +[A-Za-z][a-z’']*){2,}")
"""Three words of Latin letters in a row, without a comma: a list of keys is code."""

SAID = {"label", "body", "help", "placeholder", "options", "alt", "caption", "title", "text", "element_caption"}


def strings(found: Any, name: str = "") -> Iterator[str]:
    if isinstance(found, str):
        if name in SAID:
            yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from strings(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from strings(value, name)


def elements(block: Block) -> Iterator[Block | Element]:
    for child in block.children.values():
        yield child
        if isinstance(child, Block):
            yield from elements(child)


def read(at: AppTest) -> list[str]:
    """All words on the page, without what nobody reads."""
    protos = (getattr(element, "proto", None) for element in elements(at._tree))
    said = (
        text for proto in protos if proto for text in strings(MessageToDict(proto, preserving_proto_field_name=True))
    )
    return [NAMES.sub("·", html.unescape(UNREAD.sub(" · ", text))) for text in said]


def latin(at: AppTest) -> list[str]:
    """The sentences on the page that are not Chinese."""
    return [sentence for text in read(at) for sentence in SENTENCE.findall(text)]


@pytest.mark.parametrize("slug", [page.slug for page in MENU])
def test_a_page_as_it_opens(bench: Bench, slug: str) -> None:
    path = f"pages/{slug}.py" if slug else "streamlit_app.py"
    at = open_page(path, [LANGUAGE])
    assert latin(at) == []
    assert len(re.findall(r"[一-鿿]", "".join(read(at)))) > 50


@pytest.mark.parametrize(
    ("state", "experiment"),
    [
        *((state, TWO) for state in ("queued", "running", "stopped", "refused")),
        ("finished", SIX),
        ("finished", Experiment()),
    ],
)
def test_compare_in_every_state(bench: Bench, state: str, experiment: Experiment) -> None:
    at = open_page("pages/compare.py", [*links.to_query(experiment), LANGUAGE])
    STATES[state](bench, experiment, at)
    at.run()
    assert not at.exception
    assert latin(at) == []


def _queued(bench: Bench, _experiment: Experiment, at: AppTest) -> None:
    at.button(key="train").click()


def _running(bench: Bench, experiment: Experiment, at: AppTest) -> None:
    at.button(key="train").click().run()
    bench.advance(experiment, 1)


def _finished(bench: Bench, experiment: Experiment, _at: AppTest) -> None:
    bench.finish(experiment)


def _stopped(bench: Bench, experiment: Experiment, at: AppTest) -> None:
    _running(bench, experiment, at)
    at.run()
    at.button(key="stop").click()


def _refused(bench: Bench, _experiment: Experiment, at: AppTest) -> None:
    bench.refusal = "没有位置了"
    at.button(key="train").click()


STATES: dict[str, Callable[[Bench, Experiment, AppTest], None]] = {
    "queued": _queued,
    "running": _running,
    "finished": _finished,
    "stopped": _stopped,
    "refused": _refused,
}


@pytest.mark.parametrize("tab", list(results.TABS))
def test_every_tab_of_a_result(bench: Bench, tab: str) -> None:
    bench.finish(TWO)
    at = open_page("pages/compare.py", [*links.to_query(TWO), LANGUAGE])
    at.session_state["session"].comparing.tabs = dict.fromkeys(results.FIRST, tab)
    at.run()
    assert not at.exception
    assert latin(at) == []


@pytest.mark.parametrize("view", list(place.VIEWS))
def test_every_tab_of_digits(bench: Bench, view: str) -> None:
    at = open_page("pages/digits.py", [("look", view), LANGUAGE])
    assert latin(at) == []


@pytest.mark.parametrize(
    ("slug", "tab"),
    [
        (slug, tab)
        for slug, tabs in (
            ("softmax", softmax_tabs.TABS),
            ("likelihood", digit_views.TABS),
            ("slowdown", slowdown_tabs.TABS),
        )
        for tab in tabs
    ],
)
def test_every_tab_of_the_story(bench: Bench, slug: str, tab: str) -> None:
    at = open_page(f"pages/{slug}.py", [("tab", tab), LANGUAGE])
    assert latin(at) == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("pages/compare.py", "v=2&arm=softmax~entropy~fast&train=5&nonsense=1&arm=x"),
        ("pages/compare.py", "v=1&arm=softmax~hinge~0.5&epochs=99999&l2=-1&hidden=9.9.9.9"),
        ("pages/digits.py", "look=nowhere&seed=77&image=-5"),
        ("pages/learning_rate.py", "rates=7&from=x&to=-1"),
        ("pages/softmax.py", "z=1,2&tab=none"),
        ("pages/slowdown.py", "w=1e9&b=x&rate=fast"),
        ("pages/pairs.py", "z=nan,1,2,3&y=9"),
    ],
)
def test_what_is_wrong_with_a_link(bench: Bench, path: str, query: str) -> None:
    at = open_page(path, [*(tuple(pair.split("=", 1)) for pair in query.split("&")), LANGUAGE])  # type: ignore[misc]
    assert latin(at) == []


@pytest.fixture
def class_of(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Callable[[Step], tuple[str, str, str]]:
    """A class of two at a step, by the code, the teacher's secret and a student's: one has predicted, and trained."""
    running = service.running()
    monkeypatch.setattr(service, "running", lambda: running)  # one hall, as in a server
    monkeypatch.setattr(hall, "FRESH", 0.0)

    def at_step(step: Step) -> tuple[str, str, str]:
        opened = running.hall.open(TWO)
        key = codes.hashed(opened.code)
        me, _other = (running.hall.join(key, name, None) for name in ("小明", ""))
        running.hall.predict(key, me, 0, 0.5)
        for following in STEPS[1 : STEPS.index(step) + 1]:
            running.hall.lead(key, opened.host, following)
            if following == "train":
                running.hall.train(key, me)
                board = running.hall.look(key)
                assert board is not None
                bench.finish(board.board.of(1))
        return opened.code, opened.host, me

    return at_step


@pytest.mark.parametrize("step", STEPS)
def test_a_class_board_at_every_step(class_of: Callable[[Step], tuple[str, str, str]], step: Step) -> None:
    code, host, me = class_of(step)
    for secret in (("host", host), ("me", me), ("me", "")):
        at = open_page("pages/board.py", [("code", code), secret, LANGUAGE])
        assert latin(at) == []
        assert at.session_state["session"].seat.code == code


def test_what_a_class_board_refuses(class_of: Callable[[Step], tuple[str, str, str]]) -> None:
    code, _host, _me = class_of("predict")
    other = service.running().hall.join(codes.hashed(code), "", None)
    wrong = open_page("pages/board.py", [("code", "AAAA-AAAA"), LANGUAGE])
    unchosen = open_page("pages/board.py", [("code", code), ("me", other), LANGUAGE])
    next(button for button in unchosen.button if button.label == "预测").click().run()
    single = open_page("pages/board.py", [("arm", "softmax~log_likelihood~0.5"), ("new", "1"), LANGUAGE])
    single.button(key="board-new").click().run()
    for at in (wrong, unchosen, single):
        assert len(at.warning) == 1
        assert latin(at) == []
