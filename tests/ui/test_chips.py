"""The stylesheet of the chips says of every arm what the palette says."""

import re
from pathlib import Path

import pytest

from ui.charts.palette import ARM_STYLES
from ui.form import arms, chips

CSS = re.sub(r"\s+", " ", Path(chips.STYLE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", range(len(ARM_STYLES)))
def test_a_chip_has_the_look_of_its_arm(place: int) -> None:
    row = ARM_STYLES[place]
    found = re.search(rf"\.st-key-{arms.chip(place)} {{(.*?)}}", CSS)
    assert found
    assert f"--ink: light-dark({row.text('light')}, {row.text('dark')})" in found[1]
    assert f'--sign: "{row.sign}" / ""' in found[1]
    ends = [int(end) for end in re.findall(r"(\d+)px(?=[,)])", found[1])]
    assert tuple(end - start for start, end in zip([0, *ends], ends, strict=False)) == row.dash
