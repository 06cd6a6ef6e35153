"""The story, walked at random: everything that a reader can move is moved, and every mark on the screen is judged."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lab.languages.words import speaking
from tests.pages import story_truth
from tests.pages.conftest import Bench, open_page
from tests.pages.story_truth import State
from tests.pages.test_language import spoken
from tests.pages.test_softmax import said
from ui.story import digit_views, inverse_views, networks, pair_views, reader, slowdown_tabs, softmax_tabs
from ui.story.claims import MARKS, Claim
from ui.story.guide import steps

OFFSETS = tuple(softmax_tabs.OFFSETS)
STARTS = (
    *(("softmax", "tab", tab) for tab in softmax_tabs.TABS),
    *(("softmax", "offset", offset) for offset in OFFSETS[1:]),
    *(("inverse", "constant", constant) for constant in ("0", "-3.5")),
    *(("likelihood", "tab", tab) for tab in digit_views.TABS),
    *(("slowdown", "tab", tab) for tab in slowdown_tabs.TABS),
    *(("pairs", "layer", layer) for layer in pair_views.LAYERS),
    *((step.page.slug, "guide", "1") for step in steps.STEPS),
)
"""Where walks start: a page, and an entry of its address."""

MOVES = 4
WITH_LOGITS = ("softmax", "slowdown", "pairs")
LEFT_ALONE = ("train-both",)  # a button that trains is tested elsewhere


def options(at):
    """Everything on the page that can be moved: (widget, its values)."""
    sliders = [(one, "slider") for one in at.slider]
    choices = [(one, "choice") for one in [*at.radio, *at.pills, *at.segmented_control]]
    buttons = [(one, "button") for one in at.button if not one.disabled and one.key not in LEFT_ALONE]
    return sliders + choices + buttons


def move(at, chance):
    with speaking(spoken(at)):  # widgets' choices are sent as they are shown
        _move(at, *chance.choice(options(at)), chance)
    assert not at.exception
    assert not at.error


def _move(at, widget, kind, chance):
    if kind == "slider":
        steps = round((widget.max - widget.min) / widget.step)
        widget.set_value(round(widget.min + chance.randint(0, steps) * widget.step, 3))
    elif kind == "choice":
        chosen = chance.choice(widget.options)
        widget.set_value([chosen] if isinstance(widget.value, list) else chosen)
    else:
        widget.click()
    at.run()


def state_of(at, page):
    """What is set, read from the screen where it can be, else from the address."""
    text = {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}

    def entry(row):
        return row.read(text[row.name])[0] if row.name in text else row.default

    z = entry(reader.LOGITS)
    if page == "softmax":
        assert tuple(one.value for one in at.slider[:4]) == tuple(z)
    return State(
        z=z,
        c=float(text.get("c", 10.0)) if page == "softmax" else float(text.get("constant", 0.0)),
        offset=float(text.get("offset", 0)),
        a=tuple(one.value for one in at.slider[:4]) if page == "inverse" else (),
        y=int(text.get("y", 4)),
        previous=entry(reader.INPUTS),
        hidden=int(text.get("hidden", 1)),
        latex="\n".join(block.value for block in at.latex),
    )


def judge_all(at, page):
    marks = tuple(MARKS.values())
    lines = [line.strip() for line in said(at).split("\n") if line.strip().startswith(marks)]
    lines = [line for line in lines if ":material/block:" not in line]  # the legend of Pairs
    state = state_of(at, page)
    for line in lines:
        story_truth.judge(line, state)
    return lines


def logits(chance):
    """Four logits: as on the sliders as they open, far apart, or with a margin of exactly 1 between the first two."""
    near = [chance.randint(-50, 50) / 10 for _ in range(4)]
    far = [10.0 * chance.randint(-50, 50) for _ in range(4)]
    return chance.choice((near, near, far, [near[0], near[0] - 1, 9.0, 9.0]))


@pytest.fixture
def drawn(monkeypatch):
    """What pages draw at random is the same each time."""
    real = np.random.default_rng
    monkeypatch.setattr(np.random, "default_rng", lambda seed=7: real(seed))


@pytest.mark.parametrize("start", STARTS, ids="-".join)
@settings(max_examples=3, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_mark_is_true_wherever_the_reader_goes(bench: Bench, drawn, start, seed):
    bench.finish(networks.EXPERIMENT)
    chance = random.Random(f"{start} {seed}")  # noqa: S311 (a walk, not a secret)
    page, name, value = start
    query = [(name, value)]
    if page in WITH_LOGITS:
        query += [("z", ",".join(map(str, logits(chance)))), *([("tab", "float")] if name == "offset" else [])]
        query += [("y", chance.choice("1234"))] if page != "softmax" else []
    query += chance.choice(([], [("lang", "zh")]))
    at = open_page(f"pages/{page}.py", query)
    judge_all(at, page)
    for _ in range(MOVES):
        move(at, chance)
        judge_all(at, page)


def test_every_claim_has_a_judge():
    modules = (softmax_tabs.softmax_claims, inverse_views, slowdown_tabs, pair_views)
    rows = {row for module in modules for row in vars(module).values() if isinstance(row, Claim)}
    assert rows == set(story_truth.JUDGES)
