"""What `ui.site.browser` relies on inside Streamlit, for which it has no public way: here it is seen to be there."""

import re
from pathlib import Path

import pytest
import streamlit

from ui.site import browser, popover

FILES = Path(streamlit.__file__).parent / "static" / "static" / "js"
SCRIPT = Path(browser.__file__).with_suffix(".js").read_text(encoding="utf-8")


def test_the_files_that_draw_vega_charts_have_their_names() -> None:
    """Fetched early by name; without them the first chart only comes later."""
    names = browser._library()
    assert [name.partition(".")[0] for name in names] == ["ArrowVegaLiteChart", "loadVegaEmbed"]
    assert "static/js/" in SCRIPT
    assert 'src="./static/js/' in (FILES.parents[1] / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("marker", ["stApp", "data-test-script-state"])
def test_the_page_says_whether_a_script_runs(marker: str) -> None:
    """Otherwise the width would be sent while a script runs, and a page whose timers are lost would not be woken."""
    assert marker in SCRIPT
    assert any(marker in path.read_text(encoding="utf-8") for path in FILES.glob("index.*.js"))


def test_no_other_internals_are_named() -> None:
    assert set(re.findall(r"data-test[\w-]*", SCRIPT)) == {"data-testid", "data-test-script-state"}


@pytest.mark.parametrize("marker", ["stPopover", "stPopoverBody"])
def test_a_popover_and_what_it_holds_are_found(marker: str) -> None:
    """Otherwise the keyboard would not get into it, and the code of Share would be cut."""
    script = Path(popover.__file__).with_suffix(".js").read_text(encoding="utf-8")
    assert set(re.findall(r"data-test\w*=(\w+)", script)) == {"stPopover", "stPopoverBody"}
    assert any(f"`{marker}`" in path.read_text(encoding="utf-8") for path in FILES.glob("index.*.js"))


def test_a_button_says_its_kind() -> None:
    """By it the accent of buttons has a colour of its own in `ui/site/frame.css`."""
    css = (Path(browser.__file__).parent / "frame.css").read_text(encoding="utf-8")
    kinds = set(re.findall(r'\[kind="(\w+)"\]', css))
    assert kinds == {"primary", "primaryFormSubmit", "tertiary"}
    scripts = [path.read_text(encoding="utf-8") for path in FILES.glob("*.js")]
    said = [
        set(re.findall(r"[`'\"](primary|primaryFormSubmit|tertiary)[`'\"]", script))
        for script in scripts
        if "kind" in script
    ]
    assert set().union(*said) == kinds
