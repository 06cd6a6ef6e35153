"""The schema that the tests of figures ask says no where something is wrong."""

from tests.ui.schema import faults


def test_a_specification_may_be_right_or_wrong() -> None:
    spec = {"data": {"name": "source"}, "mark": "line", "encoding": {"x": {"field": "epoch", "type": "quantitative"}}}
    assert faults(spec) == []
    for wrong in (
        {"mark": "lines"},
        {"mark": {"type": "line", "strokeDash": "long"}},
        {"encoding": {"x": {"type": 3}}},
    ):
        assert faults({**spec, **wrong})
