"""The rows of the menu: each has its script, each script its row, and nothing is named twice."""

import ast
from pathlib import Path

import pytest

from ui.site import menu

ROOT = Path(__file__).resolve().parents[3]


def test_every_page_has_its_row_and_every_row_its_page():
    scripts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")}
    assert scripts | {"streamlit_app.py"} == {row.path for row in menu.MENU}


def test_titles_and_names_differ():
    for words in ([row.title for row in menu.MENU], [row.name for row in menu.MENU]):
        assert len(set(words)) == len(menu.MENU)


@pytest.mark.parametrize("row", menu.MENU, ids=lambda row: row.name)
def test_every_page_says_what_a_link_to_it_holds(row):
    assert row.shares.startswith("It opens ")
    assert row.shares.endswith(".")
    assert [other.name for other in menu.MENU if other.shares == row.shares] == [row.name]


def test_what_comes_next_is_a_page_and_the_story_is_one_way_without_a_circle():
    assert all(row.next in menu.BY_SLUG for row in menu.MENU if row.next)
    story = [row.slug for row in menu.MENU if row.group == menu.UNDERSTAND]
    way = [story[0]]
    while len(way) <= len(story) and (following := menu.BY_SLUG[way[-1]].next):
        way.append(following)
    assert way == story


@pytest.mark.parametrize("row", menu.MENU, ids=lambda row: row.name)
def test_a_page_draws_its_own_row_and_repeats_no_title(row):
    text = (ROOT / row.path).read_text(encoding="utf-8")
    (constant,) = (name for name, value in vars(menu).items() if value is row)
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    drawn = [call for call in calls if ast.unparse(call) == "frame.page"]
    assert len(drawn) == 1
    assert f"frame.page({constant}" in text
    strings = {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    assert not strings & {row.title, row.question}
