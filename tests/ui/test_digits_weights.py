"""What is said of weights, and what an arm is set beside: by hand, and never the same run twice."""

import math
from dataclasses import replace

import pytest

from core.experiment import Arm, Experiment
from core.notation import number_text
from tests.lab.synthetic import finished
from ui import numerals
from ui.digits import weights_tab

ARM = Arm("linear", "quadratic", 0.1)


def test_weights_fade_by_the_epochs_whose_network_is_shown():
    run = Experiment((ARM,), train=100, batch=30, epochs=3, l2=5.0).run(ARM, 0)
    result = finished(run)
    each = 1 - 0.1 * 5 / 100
    assert weights_tab.fading(result).endswith(f" {numerals.text(each**12)} of what they were.")  # 4 batches an epoch
    for epoch, steps in ((1, 0), (2, 4)):
        records = tuple(
            replace(record, training_cost=math.nan) if record.epoch >= epoch else record for record in result.records
        )
        said = weights_tab.fading(replace(result, records=records))
        assert said.endswith(f" {numerals.text(each**steps)} of what they were.")


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment((ARM,)),
        Experiment((replace(ARM, init="large"),)),
        Experiment((replace(ARM, l2=1.0),)),
        Experiment((ARM,), init="large"),
        Experiment((ARM,), l2=1.0),
    ],
)
def test_an_arm_beside_itself_is_three_different_runs(experiment):
    beside, said = weights_tab.beside_itself(experiment, "Linear")
    runs = beside.runs(0)
    assert len(set(runs)) == 3
    assert f"{runs[1].init} initial weights" in said
    assert said.endswith(f"lambda {number_text(runs[2].l2)}")
