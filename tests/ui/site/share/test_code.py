"""The QR code as a drawing: a reader of such codes finds the link in it, and a link that is too long has none."""

import re
from html import unescape

import numpy as np
import pytest
import zxingcpp

from core.experiment import Arm, Experiment
from lab.links import query_string
from ui.site.share import code

START = "http://192.168.1.20:8501/compare"
LARGEST = f"{START}?{query_string(Experiment(arms=(Arm('softmax', 'log_likelihood', 0.5, hidden=(300, 300)),) * 6))}"
TIMES = 6  # pixels of a square


def pixels(drawing: str) -> np.ndarray:
    """The drawing, in grey: the path is a list of squares side by side."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', drawing)[1])
    grey = np.full((side, side), 255, dtype=np.uint8)
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing):
        grey[int(y), int(x) : int(x) + int(wide)] = 0
    return grey.repeat(TIMES, 0).repeat(TIMES, 1)


@pytest.mark.parametrize("link", [START, f"{START}?z=1,0,-2,3.1&tab=jacobian", LARGEST])
def test_the_link_is_read_from_the_drawing(link: str) -> None:
    assert [found.text for found in zxingcpp.read_barcodes(pixels(code.svg(link)))] == [link]


def test_the_drawing_has_a_title_and_a_white_margin() -> None:
    drawing = code.svg(f'{START}?a="<&')
    assert 'role="img"' in drawing
    assert unescape(re.search("<title>(.*)</title>", drawing)[1]).endswith(f'{START}?a="<&')
    margin = code.QUIET * TIMES
    found = pixels(drawing)
    assert (found[:margin] == 255).all()
    assert (found[:, -margin:] == 255).all()
    assert not found[margin, margin]


def test_a_link_that_no_code_can_hold_has_none() -> None:
    most = 2953  # bytes of version 40 at the lowest level, ISO/IEC 18004, table 7
    assert code.svg(START.ljust(most, "x"))
    assert not code.svg(START.ljust(most + 1, "x"))
