"""The session's keys have one home: no other module names a key of `st.session_state` in a string."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([ROOT / "streamlit_app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")])
FORM = "ui/form"  # the keys of its fields are made by its own functions


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "session_state"


def literal_keys(tree: ast.AST) -> Iterator[str]:
    """The strings that `st.session_state` is asked for, by [...] or by a method such as get."""
    for node in ast.walk(tree):
        asked: list[ast.expr] = []
        if isinstance(node, ast.Subscript) and is_state(node.value):
            asked = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_state(node.func.value):
            asked = node.args[:1]
        elif isinstance(node, ast.Attribute) and is_state(node.value) and node.attr not in dir(dict):
            asked = [ast.Constant(node.attr)]
        yield from (ast.unparse(key) for key in asked if isinstance(key, ast.Constant | ast.JoinedStr))


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    """What each module says, by its name."""
    return {name(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_no_module_names_a_key_of_the_session(trees: dict[str, ast.AST]) -> None:
    found = {module: list(literal_keys(tree)) for module, tree in trees.items()}
    assert {module: keys for module, keys in found.items() if keys} == {}


def test_only_the_session_and_the_form_touch_the_state(trees: dict[str, ast.AST]) -> None:
    touch = [module for module, tree in trees.items() if any(map(is_state, ast.walk(tree)))]
    assert [module for module in touch if not module.startswith(FORM)] == ["ui/session.py"]


def test_the_grep_finds_what_it_looks_for() -> None:
    code = "st.session_state['a']; st.session_state.get('b'); st.session_state.c; st.session_state[key(1)]"
    assert list(literal_keys(ast.parse(code))) == ["'a'", "'b'", "'c'"]


def test_a_session_lasts_and_is_not_shared() -> None:
    def script():
        import streamlit as st

        from ui import session

        mine = session.current()
        mine.width = (mine.width or 0) + 1
        st.text(str(mine.width))

    first, second = AppTest.from_function(script).run(), AppTest.from_function(script).run()
    assert (first.run().text[0].value, second.text[0].value) == ("2", "1")
