"""The verdict in words: what each kind says, and that its numbers are those of the verdict."""

import re
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evidence.odds import Outlook
from core.evidence.reach import Reach
from core.verdict import VerdictKind, verdict
from lab import goals, verdicts
from lab.saying import always
from tests.core.answers import nested

TWO = ("Softmax with log-likelihood", "Sigmoid with cross-entropy")
THREE = (*TWO, "Sigmoid with quadratic")
AHEAD = [[0.91, 0.908, 0.906], [0.90, 0.90, 0.90]]
CLOSE = [[0.91, 0.894, 0.902], [0.90, 0.90, 0.90]]
LITTLE = [[0.9008, 0.9009, 0.9007] * 2, [0.9] * 6]


def judged(accuracies, **more):
    return verdict(nested(accuracies), **more)


@pytest.mark.parametrize(
    ("accuracies", "said"),
    [
        (AHEAD, "Softmax with log-likelihood is ahead by 0.8 ± 0.5 points"),
        (
            LITTLE,
            "Softmax with log-likelihood is ahead, by too little to matter: 0.08 ± 0.05 points (8 of 10,000 images)",
        ),
        (CLOSE, "Too close to call: 0.2 ± 2.0 points apart"),
        ([[0.9, 0.8], [0.9, 0.8]], "A tie: the same test accuracy in each of 2 seeds"),
        ([[0.9], [0.88]], "No verdict from one seed: 2.0 points apart"),
        ([[0.9], [0.9]], "No verdict from one seed: the same test accuracy"),
        ([[0.9, 0.8]], "Nothing to compare: Softmax with log-likelihood is the only arm"),
        ([[0.95, 0.951, 0.949], *AHEAD], "Softmax with log-likelihood is ahead of all others, and of the next by 4.2"),
        ([[0.5, 0.5, 0.5], *CLOSE], "Too close to call at the top: 0.2 ± "),
        ([[0.5, 0.5], [0.9, 0.8], [0.9, 0.8]], "A tie at the top: the same test accuracy in each of 2 seeds"),
        ([[0.5], [0.9], [0.88]], "No verdict from one seed: 2.0 points apart at the top"),
    ],
)
def test_the_headline(accuracies, said):
    assert verdicts.headline(judged(accuracies), THREE[: len(accuracies)]).startswith(said)


@pytest.mark.parametrize(
    ("accuracies", "said"),
    [
        (AHEAD, "Points are percentage points of test accuracy after the last epoch; ± covers other seeds and other"),
        (CLOSE, "Softmax with log-likelihood has the higher mean. Points are"),
        (
            [[0.9], [0.88]],
            "Softmax with log-likelihood is ahead of Sigmoid with cross-entropy, and another seed may turn",
        ),
        ([[0.9], [0.9]], "Softmax with log-likelihood and Sigmoid with cross-entropy: another seed may change that."),
        ([[0.95, 0.951, 0.949], *AHEAD], "The next is Sigmoid with cross-entropy. Points are"),
        (
            [[0.5, 0.5, 0.5], *CLOSE],
            (
                "Sigmoid with cross-entropy has the highest mean, and is not told apart from Sigmoid with quadratic. "
                "Told apart from it, and behind: Softmax with log-likelihood. Points are"
            ),
        ),
        (
            [*CLOSE, [0.9, 0.88, 0.91]],
            (
                "Softmax with log-likelihood has the highest mean, and is not told apart from any other; the figures "
                "are for Sigmoid with cross-entropy. Points are"
            ),
        ),
        (
            [[0.9, 0.8]] * 3,
            "At the top are Softmax with log-likelihood, Sigmoid with cross-entropy and Sigmoid with quadratic: on",
        ),
        (
            # a better arm is told apart from the leader, a worse one is not, for its seeds differ more
            [[0.91, 0.911, 0.909], [0.905, 0.906, 0.904], [0.90, 0.88, 0.91]],
            (
                "Softmax with log-likelihood has the highest mean, and is not told apart from Sigmoid with quadratic. "
                "Told apart from it, and behind: Sigmoid with cross-entropy. Points are"
            ),
        ),
    ],
)
def test_the_detail(accuracies, said):
    assert verdicts.detail(judged(accuracies), THREE[: len(accuracies)]).startswith(said)


def test_the_detail_says_for_how_many_pairs_and_rates_the_interval_holds():
    three, names = [[0.95, 0.951, 0.949], *AHEAD], THREE
    assert verdicts.detail(judged(AHEAD), TWO).endswith("of the same kind, at 95 %.")
    assert verdicts.detail(judged(three), names).endswith(
        "and is widened for 3 pairs: in at least 95 of 100 such experiments no two arms are told apart that truly tie."
    )
    assert verdicts.detail(judged(AHEAD, looks=7), TWO).endswith("at 95 % for all 7 learning rates together.")
    assert verdicts.detail(judged(three, looks=7), names).endswith(
        "and is widened for 3 pairs and 7 learning rates: in at least 95 of 100 such experiments no two arms are told "
        "apart at any rate that truly tie there."
    )


def drawn(of_seeds, of_images):
    """Two arms of five seeds that differ by so many images from seed to seed, and on so many in all of them alike."""
    right = np.ones((2, 5, 10_000), bool)
    right[0, :, :of_images] = right[1, :, of_images : 2 * of_images] = False
    for seed, wrong in enumerate(of_seeds):
        right[0, seed, 5000 : 5000 + wrong] = False
    return verdict(right)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            judged([[0.95, 0.93, 0.96], [0.9, 0.92, 0.9]]),
            "All of the ± {half} comes from the 3 seeds; the 10,000 test images by",
        ),
        (drawn([0, 1, 0, 1, 0], 60), "The ± {half} comes for the most part from the images: the 10,000 test images by"),
        (drawn([0, 5, 10, 4, 20], 10), "The ± {half} comes for the most part from the seeds: the 5 seeds by"),
    ],
)
def test_what_seeds_and_images_would_each_leave_is_no_share_of_the_whole(found, said):
    lead = found.lead
    parts = verdicts.further(found, TWO)[0]
    assert parts.startswith(said.format(half=re.search(r"± ([\d.]+)", parts)[1]))
    figures = sorted(map(float, re.findall(r"± (\d+\.\d+)", parts)))
    assert figures[-1] == pytest.approx(lead.half_width, abs=0.0501)
    wanted = [lead.images_alone] if "All of" in said else [lead.images_alone, lead.seeds_alone]
    assert figures[:-1] == pytest.approx(sorted(wanted), abs=0.0501)
    # that all comes from the seeds is said exactly where the images add nothing to what the seeds' test leaves
    assert ("All of" in said) == (lead.half_width == lead.seeds_alone)
    assert ("most part from the images" in said) == (lead.images_alone > lead.seeds_alone)


def test_what_one_training_would_show():
    often = verdicts.further(judged(AHEAD), TWO)[1]
    assert often.startswith(
        "Trained once each, from the same seed, softmax with log-likelihood would be ahead more than"
    )
    assert "(interval, roughly at 95 %: " in often
    close = verdicts.further(judged(CLOSE), TWO)[1]
    odds = judged(CLOSE).lead.odds()
    assert f"would be ahead about {round(10 * odds.estimate)} times in 10" in close
    assert "(interval at 95 %: " in close
    many = judged([*CLOSE, [0.9, 0.88, 0.91]])
    assert f"at {100 * many.lead.level:.3g} %: " in verdicts.further(many, THREE)[1]
    assert many.lead.level > 0.95
    assert verdicts.further(judged([[0.9], [0.8]]), TWO) == []


def test_a_small_lead_says_from_where_on_it_would_matter():
    assert verdicts.further(judged(LITTLE), TWO)[0] == (
        "Less than 0.1 points, 10 of 10,000 images, is too little to matter."
    )


def outlooks(accuracies):
    found = judged(accuracies)
    return found.lead.outlook(), verdicts.further(found, TWO)[2:]


def test_how_many_seeds_would_tell():
    (kind, needed), said = outlooks([[0.91, 0.90, 0.908], [0.90, 0.90, 0.90]])
    assert (kind, needed) == ("seeds", needed)
    assert 3 < needed <= 20
    assert said == [f"If the gap is truly this large, about {needed} seeds would tell it, four times in five."]


def test_more_seeds_than_can_be_trained_are_not_asked_for_without_saying_so():
    (kind, needed), (said,) = outlooks([[0.914, 0.892, 0.911, 0.912, 0.897], [0.90] * 5])
    assert kind == "seeds"
    assert needed > 20
    assert said.endswith(
        f"about {needed} seeds would tell it, four times in five: more than the 20 that can be trained here."
    )


def test_a_gap_below_its_error_asks_for_no_seeds():
    assert outlooks([[0.9, 0.8, 0.7], [0.8, 0.9, 0.7]]) == (("unsaid", None), [])
    assert outlooks(CLOSE) == (("unsaid", None), [])


def test_where_the_images_are_too_few_it_says_so():
    # the same 40 of 10,000 images fall to the one, other 30 to the other, in each of five seeds
    right = np.ones((2, 5, 10_000), bool)
    right[0, :, :30] = right[1, :, 30:70] = False
    right[0, ::2, 100] = False
    found = verdict(right)
    assert (found.kind, found.lead.outlook()) == ("too_close", ("images", None))
    said = verdicts.further(found, TWO)[-1]
    assert said.startswith(
        "If seeds truly differ so little, more of them will not tell: the 10,000 test images are too few, and leave "
        "± 0.16 by themselves."
    )
    assert verdicts.OUTLOOKS["images"] not in verdicts.further(verdict(right[:, :2]), TWO)


def test_every_kind_of_verdict_and_outlook_has_its_words():
    for table in (verdicts.HEADLINES, verdicts.DETAILS):
        assert set(table) == set(get_args(VerdictKind))
        for kind, sentences in table.items():
            (last,) = (row for row in sentences if row.fits is always)
            assert last is sentences[-1], kind
    assert set(verdicts.OUTLOOKS) == {*get_args(Outlook), "beyond"}


def test_diverged_arms_are_named():
    assert verdicts.diverged([0, 2], 5, TWO) == [
        (
            "Sigmoid with cross-entropy diverged in 2 of 5 seeds: what is said of such a run is of its last network "
            "whose costs were finite."
        )
    ]
    assert verdicts.diverged([1, 0], 1, TWO) == [
        "Softmax with log-likelihood diverged: what is said of it is of its last network whose costs were finite."
    ]


tables = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(80, 90).map(lambda right: right / 100), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(tables, st.sampled_from([1, 9]))
def test_all_that_is_said_are_whole_sentences_that_agree_with_the_verdict(table, looks):
    found = verdict(nested(table, 100), looks=looks)
    names = [f"Arm {arm}" for arm in range(len(table))]
    headline, said = verdicts.headline(found, names), [verdicts.detail(found, names), *verdicts.further(found, names)]
    for text in [headline, *said]:
        assert text
        assert not re.search(r"[{}]|None|nan", text)
        assert "  " not in text
    assert not headline.endswith(".")
    assert all(text.endswith(".") for text in said)
    assert ("is ahead" in headline) == (found.winner is not None)
    assert ("too little to matter" in headline) == (found.kind == "small_lead")
    if len(table) > 2 and found.seeds > 1:  # who is not told apart from the leader is named
        assert all(names[arm] in said[0] for arm in found.tied or found.unbeaten) or "any other" in said[0]


@given(
    st.lists(st.lists(st.integers(9000, 9030), min_size=3, max_size=3), min_size=2, max_size=4),
)
def test_the_numbers_in_the_headline_do_not_contradict_it(table):
    found = judged([[right / 10_000 for right in row] for row in table])
    said = re.search(r"([\d.]+) ± ([\d.]+) points", verdicts.headline(found, [f"Arm {row}" for row in table]))
    if said:
        difference, half = map(float, said.groups())
        assert (difference > half) == (found.winner is not None)
        assert difference != half
        assert half > 0
        assert (difference > 0) == (found.lead.difference > 0)


def test_a_second_decimal_where_one_would_contradict_the_verdict():
    ahead = judged([[0.9100, 0.9105, 0.9098], [0.9083, 0.9074, 0.9080]])
    assert 0 < ahead.lead.difference - ahead.lead.half_width < 0.1
    assert re.search(r"ahead by 0\.\d\d ± 0\.\d\d points", verdicts.headline(ahead, TWO))


ONCE, NEVER, BOTH = Reach((1.0, 2.0, None)), Reach((None, None)), Reach((0.65, 0.7, 0.8))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            [ONCE, BOTH],
            (
                "Sigmoid with cross-entropy reaches 80 % after 0.7 epochs, softmax with log-likelihood after 1.5, "
                "where it gets there at all"
            ),
        ),
        (
            [ONCE, Reach((8.0, 8.0))],
            (
                "Softmax with log-likelihood reaches 80 % after 1.5 epochs, where it gets there at all, and sigmoid "
                "with cross-entropy after 8"
            ),
        ),
        (
            # the reader's case: who gets there in every seed is not the first for that
            [Reach((8.0, 8.0, 8.0)), Reach((0.7, 0.7, None)), Reach((9.0,))],
            "Sigmoid with cross-entropy is the first to reach 80 %, after 0.7 epochs, where it gets there at all",
        ),
        (
            [Reach((2.0, 2.0)), Reach((2.0, None)), Reach((3.0,))],
            (
                "Softmax with log-likelihood and sigmoid with cross-entropy are the first to reach 80 %, after 2 "
                "epochs, where they get there at all"
            ),
        ),
        (
            [BOTH, Reach((8.0, 8.0))],
            "Softmax with log-likelihood reaches 80 % after 0.7 epochs, sigmoid with cross-entropy after 8",
        ),
        ([BOTH, NEVER], "Softmax with log-likelihood reaches 80 % after 0.7 epochs, sigmoid with cross-entropy never"),
        (
            [ONCE, Reach((3.0, None))],
            (
                "Softmax with log-likelihood reaches 80 % after 1.5 epochs, sigmoid with cross-entropy "
                "after 3, where they get there at all"
            ),
        ),
        ([NEVER, NEVER], "No arm reaches 80 % in 12 epochs"),
        ([NEVER], "Softmax with log-likelihood does not reach 80 % in 12 epochs"),
        ([Reach((1.0,))], "Softmax with log-likelihood reaches 80 % after 1 epoch"),
        ([ONCE], "Softmax with log-likelihood reaches 80 % after 1.5 epochs, where it gets there at all"),
        ([Reach((1.0, 2.0, 3.0)), Reach((2.0, 2.0))], "Both arms reach 80 % after 2 epochs"),
        ([Reach((1.0, None)), Reach((1.0, None))], "Both arms reach 80 % after 1 epoch, where they get there at all"),
        ([BOTH, NEVER, ONCE], "Softmax with log-likelihood is the first to reach 80 %, after 0.7 epochs"),
        (
            [Reach((4.0,)), BOTH, Reach((2.0,))],
            (
                "Sigmoid with cross-entropy is the first to reach 80 %, after 0.7 epochs; the "
                "last is softmax with log-likelihood, after 4"
            ),
        ),
        (
            [Reach((2.0,)), Reach((2.0,)), Reach((3.0,))],
            "Softmax with log-likelihood and sigmoid with cross-entropy are the first to reach 80 %, after 2 epochs",
        ),
        ([Reach((2.0,))] * 3, "All arms reach 80 % after 2 epochs"),
    ],
)
def test_how_soon_arms_get_there(found, said):
    assert goals.headline(found, THREE[: len(found)], 0.8, 12) == said


def test_the_detail_of_how_soon_gives_every_arm_with_its_seeds():
    said = goals.detail([ONCE, BOTH, NEVER], THREE, 0.8, 1000)
    assert said == (
        "Epochs until 80 % of the 1,000 validation images are right, the median over the seeds that get there. "
        "Sigmoid with cross-entropy: 0.7 (from 0.65 to 0.8 in 3 seeds). "
        "Softmax with log-likelihood: 1.5 (in 2 of 3 seeds, from 1 to 2; never in the others). "
        "Sigmoid with quadratic: never (2 seeds)."
    )
    assert goals.detail([Reach((2.0, 2.0)), Reach((3.0,))], TWO, 0.8, 1000).endswith(
        "Softmax with log-likelihood: 2 (in each of 2 seeds). Sigmoid with cross-entropy: 3 (one seed)."
    )


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(1, 20).map(lambda n: n / 4)), min_size=1, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_every_outcome_has_its_words(epochs):
    found = [Reach(tuple(row)) for row in epochs]
    names = [f"Arm {arm}" for arm in range(len(found))]
    headline, detail = goals.headline(found, names, 0.8, 12), goals.detail(found, names, 0.8, 1000)
    assert not re.search(r"[{}]|None", headline + detail)
    assert ("at all" in headline) <= any(row.missing for row in found)
    medians = [row.median for row in found if row.median is not None]
    if not medians:
        assert re.search(r"No arm reaches|does not reach", headline)
        return
    # whoever is named before the first time got there at that time, which is the earliest, and all are who did
    soon = re.search(r"after ([\d.]+) epoch", headline)
    assert float(soon[1]) == pytest.approx(min(medians))
    earliest = {arm for arm, row in enumerate(found) if row.median == min(medians)}
    named = {int(arm) for arm in re.findall(r"[Aa]rm (\d)", headline[: soon.start()])}
    assert named == earliest or re.match(r"All|Both|Several", headline)
    assert ("Both" in headline) <= (len(earliest) == 2)
    assert ("Several" in headline) <= (len(earliest) > 2)
    assert ("All" in headline) <= (len(earliest) == len(found))
    # an arm that does not always get there is not said to without saying so
    unsure = any(found[arm].missing for arm in earliest)
    assert unsure <= ("at all" in headline)
    assert ("never" in headline) <= any(row.median is None for row in found)
    last = re.search(r"the last is arm (\d), after ([\d.]+)", headline)
    if last:
        assert found[int(last[1])].median == max(medians) == pytest.approx(float(last[2]))
        assert not any(row.missing for row in found)


@pytest.mark.parametrize(
    ("epochs", "written"), [((0.65, 0.7), "0.675"), ((105, 106), "105.5"), ((1235,), "1,235"), ((0.7,), "0.7")]
)
def test_epochs_are_written_as_they_are_counted_wherever_they_stand(epochs, written):
    row = Reach(tuple(map(float, epochs)))
    assert goals.cell(row) == written
    assert f"after {written} epochs" in goals.headline([row], TWO[:1], 0.8, 2000)
    assert f": {written} (" in goals.detail([row], TWO[:1], 0.8, 1000)
