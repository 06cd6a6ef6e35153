"""How the story reads: a picture in the first screen, headings in their order, and tables that nothing cuts."""

from itertools import pairwise

import pytest

from ui.site import menu

STORY = [row.slug for row in menu.MENU if row.group == menu.UNDERSTAND]
TABS = {
    "softmax": ("?tab=sum", "?tab=float"),
    "slowdown": ("?tab=slopes", "?tab=below"),
    "pairs": ("?layer=softmax", "?layer=linear"),
}
LEVELS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')]
    .filter(it => it.offsetParent).map(it => Number(it.tagName[1]))"""
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] table')].filter(it => {
    if (!it.innerText.trim()) return false
    const right = Math.min(it.closest('[data-testid=stMarkdown]').getBoundingClientRect().right, innerWidth)
    return it.getBoundingClientRect().right > right + 1
}).map(it => it.innerText.slice(0, 60))"""
EMPTY = "() => [...document.querySelectorAll('[data-testid=stMain] th')].filter(it => !it.textContent.trim()).length"
DESK, PHONE = [(1440, 900), (1024, 768), (853, 480)], [(390, 844)]
"""The windows at a desk, of which the last is 1280 x 720 zoomed to 150 %, and that of a phone."""

AT_THE_TOP = """() => {
    const pictures = [...document.querySelectorAll('[data-testid=stMain] :is(svg.marks, table)')]
    const ends = pictures.find(it => it.checkVisibility()).getBoundingClientRect().bottom
    return document.querySelector('h1').getBoundingClientRect().top <= 40 && ends <= ENOUGH
}"""
ENOUGH = {"pairs": "innerHeight + 50"}
"""Where the first picture ends: of Pairs' four rows the last may begin below a very low window."""


@pytest.mark.parametrize("slug", STORY)
def test_a_page_begins_with_a_picture_its_headings_come_in_order_and_no_table_is_cut(page, settle, slug):
    for query in TABS.get(slug, ("",)):
        page.goto(f"/{slug}{query}")
        settle(page)
        for windows in (DESK, PHONE):
            for wide, high in windows:
                page.set_viewport_size({"width": wide, "height": high})
                page.wait_for_function(AT_THE_TOP.replace("ENOUGH", ENOUGH.get(slug, "innerHeight")))
            settle(page)
            page.wait_for_function(f"!({CUT})().length")
            levels = page.evaluate(LEVELS)
            assert levels.count(1) == 1
            assert levels[0] == 1
            assert all(after <= before + 1 for before, after in pairwise(levels))
            assert page.evaluate(EMPTY) == 0
