"""How the story reads: headings in their order, and tables that nothing cuts, on a phone and at a desk."""

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
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] table')].filter(it => it.offsetParent).filter(it => {
    const right = Math.min(it.closest('[data-testid=stMarkdown]').getBoundingClientRect().right, innerWidth)
    return it.getBoundingClientRect().right > right + 1
}).map(it => it.innerText.slice(0, 60))"""
EMPTY = "() => [...document.querySelectorAll('[data-testid=stMain] th')].filter(it => !it.innerText.trim()).length"


@pytest.mark.parametrize("slug", STORY)
@pytest.mark.parametrize("width", [390, 1440])
def test_headings_come_in_order_and_no_table_is_cut(new_page, settle, slug, width):
    page = new_page(width=width)
    for query in TABS.get(slug, ("",)):
        page.goto(f"/{slug}{query}")
        settle(page)
        levels = page.evaluate(LEVELS)
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert page.evaluate(CUT) == []
        assert page.evaluate(EMPTY) == 0
