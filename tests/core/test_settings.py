"""The table of settings: every row is whole, what follows from it follows, and a row more changes nothing stored."""

import contextlib
from dataclasses import asdict, dataclass, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import experiment
from core.experiment import Arm, Experiment, Run
from core.kinds import Flag, Real
from core.limits import InvalidSetting
from core.settings import OWN, SETTINGS, Setting
from tests.lab.strategies import experiments, value_of

MORE = Setting("more", 0.0, Real("something more", 0, 1), "More", "One setting more.", "more {value}", own=True)


@dataclass(frozen=True, slots=True)
class LaterRun(Run):
    more: float = 0.0


@dataclass(frozen=True, slots=True)
class LaterExperiment(Experiment):
    more: float = 0.0


@pytest.fixture
def later(monkeypatch):
    """A copy of the table with one row more stands in for the table."""
    monkeypatch.setattr(experiment, "SETTINGS", {**SETTINGS, "more": MORE})


@given(experiments())
@pytest.mark.usefixtures("later")
def test_a_new_setting_at_its_default_changes_no_key(given):
    run = given.runs(given.first_seed)[0]
    before, engine = (given.key_by("compiled 1"), run.key_by("compiled 1")), "compiled 1"
    same = LaterExperiment(**{field.name: getattr(given, field.name) for field in fields(Experiment)})
    assert (same.key_by(engine), LaterRun(**asdict(run)).key_by(engine)) == before
    assert LaterExperiment(given.arms, more=0.5).key_by(engine) != before[0]
    assert LaterRun(**asdict(run), more=0.5).key_by(engine) != before[1]


@given(experiments(), experiments())
def test_keys_differ_where_anything_does(one, other):
    assert (one.key == other.key) == (one == other)


@given(experiments())
def test_keys_do_not_depend_on_the_order_of_the_table(given):
    before = given.key
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(experiment, "SETTINGS", dict(reversed(SETTINGS.items())))
        assert given.key == before


def test_keys_tell_engines_apart():
    run = Experiment().runs(0)[0]
    assert run.key_by("compiled 1") != run.key_by("compiled 2")
    assert Experiment().key_by("compiled 1") != Experiment().key_by("plain 1")


def test_keys_stay_as_they_are():
    """What is stored is found by these: SHA-256 of what is written below."""
    lines = "run\ncompiled 1\nsoftmax:log_likelihood:0.5\nseed=0\nepochs=2\nhidden=30,20"
    run = Experiment(epochs=2, hidden=(30, 20)).runs(0)[0]
    assert run.key_by("compiled 1") == experiment.hashlib.sha256(lines.encode()).hexdigest()


def test_a_run_written_before_a_setting_was_there_is_read():
    run = Experiment(close_up=2).runs(0)[0]
    written = asdict(run)
    del written["close_up"]
    assert Run.from_dict(written) == replace(run, close_up=0)
    with pytest.raises(TypeError):
        Run.from_dict({**written, "unheard_of": 1})
    with pytest.raises(InvalidSetting):
        Run.from_dict({**written, "init": "unheard of"})


def test_every_row_has_its_fields():
    assert {field.name for field in fields(Experiment)} - {"arms"} == set(SETTINGS)
    assert {field.name for field in fields(Run)} >= set(SETTINGS) - {"seeds", "first_seed"}
    assert {field.name for field in fields(Arm)} - {"output", "loss", "learning_rate"} == set(OWN)
    assert [row.name for row in SETTINGS.values()] == list(SETTINGS)


@pytest.mark.parametrize("row", SETTINGS.values(), ids=SETTINGS)
def test_every_row_is_whole(row):
    assert row.kind.check(row.default) == row.default
    assert row.label[0].isupper()
    assert row.help[0].isupper() or row.help[0].isdigit()
    assert row.help.endswith(".")
    assert row.words(row.default)
    assert bool(row.kind.values) != isinstance(row.kind, Flag)


@pytest.mark.parametrize("row", SETTINGS.values(), ids=SETTINGS)
@given(st.data())
def test_a_value_is_written_and_read(row, data):
    value = data.draw(value_of(row.name))
    assert row.kind.check(value) == value
    assert row.kind.read(row.kind.link(value)) == value
    assert "," not in row.kind.link(value)
    if not isinstance(row.kind, Flag):
        assert row.kind.check(row.kind.write(value)) == value


@pytest.mark.parametrize("row", SETTINGS.values(), ids=SETTINGS)
@given(st.text(max_size=20))
def test_a_broken_text_is_refused_in_a_sentence_and_guessed(row, text):
    with contextlib.suppress(InvalidSetting):
        text = row.kind.link(row.kind.read(text)) + "x"
    with pytest.raises(InvalidSetting, match=r"must be .*, got "):
        row.kind.read(text)
    guess = row.kind.nearest(text, row.default)
    assert row.kind.check(guess) == guess
