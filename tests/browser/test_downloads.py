"""What one takes away from Compare, in a real browser: each button delivers a file that opens."""

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from core.experiment import Experiment
from lab import links
from lab.gallery.rows import ROWS
from lab.gallery.shipped import Shipped
from lab.scripts.kinds import KINDS
from ui.site.downloads import popover
from ui.site.downloads.files import FILES, name_of

WRONG = ROWS["wrong"].experiment
RESULTS = Shipped().results(WRONG)
PATIENCE = 120_000  # milliseconds: all pictures take the renderer some seconds, on a busy machine more
SVG = "{http://www.w3.org/2000/svg}"


def opened(page: Page, settle, experiment: Experiment = WRONG) -> Page:
    """Compare with a shipped result, and what is offered of it."""
    page.goto(f"/compare?{links.query_string(experiment)}")
    settle(page)
    take(page).click()
    expect(page.locator("[data-file=everything]")).to_be_visible()
    return page


def take(page: Page):
    return page.get_by_test_id("stMain").get_by_role("button", name=popover.TITLE)


def delivered(page: Page, key: str, folder: Path) -> Path:
    """The file that a button delivers."""
    button = page.locator(f"[data-file={key}]")
    with page.expect_download(timeout=PATIENCE) as download:
        button.click()
    path = folder / download.value.suggested_filename
    assert path.name == name_of(WRONG, FILES[key])
    download.value.save_as(path)
    expect(button).to_have_attribute("aria-busy", "false")
    expect(page.get_by_text(popover.SAVED.format(file=path.name))).to_be_visible()
    return path


def opens_csv(path: Path) -> None:
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    tested = [float(row["accuracy"]) for row in rows if row["set"] == "final test"]
    assert tested == [run.test_accuracy for runs in RESULTS or () for run in runs]


def opens_json(path: Path) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert [arm["arm"] for arm in whole["arms"]] == [str(arm) for arm in WRONG.arms]


def opens_png(path: Path) -> None:
    with Image.open(path) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert min(picture.size) > 500
        assert len(picture.convert("RGB").getcolors(picture.width * picture.height)) > 50


def opens_svg(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 (our own file)
    assert root.tag == f"{SVG}svg"
    assert sum(1 for _ in root.iter(f"{SVG}path")) > len(WRONG.arms)


def opens_npz(path: Path) -> None:
    with np.load(path) as kept:
        assert kept["arms"].tolist() == [str(arm) for arm in WRONG.arms]
        assert kept["arm1_seed0_layer1_weights"].shape == (30, 784)


def opens_python(path: Path) -> None:
    compile(path.read_text(encoding="utf-8"), path.name, "exec")


def opens_zip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            with Image.open(io.BytesIO(archive.read(name))) if name.endswith(".png") else archive.open(name) as file:
                file.read() if not isinstance(file, Image.Image) else file.load()
        assert any(name.endswith("accuracy.svg") for name in archive.namelist())


OPENS = {
    "csv": opens_csv,
    "json": opens_json,
    "png": opens_png,
    "svg": opens_svg,
    "npz": opens_npz,
    "pictures": opens_zip,
    "everything": opens_zip,
    **dict.fromkeys(KINDS, opens_python),
}


def test_each_button_delivers_a_file_that_opens(page, settle, tmp_path):
    opened(page, settle)
    for key in FILES:
        path = delivered(page, key, tmp_path)
        if key != "report":
            OPENS[key](path)


def test_the_report_opens_without_a_network_and_shows_its_charts(page, settle, tmp_path):
    opened(page, settle)
    path = delivered(page, "report", tmp_path)
    alone = page.context.browser.new_context(offline=True)
    try:
        asked: list[str] = []
        report = alone.new_page()
        report.on("request", lambda request: asked.append(request.url))
        report.goto(path.as_uri())
        expect(report.get_by_role("heading", level=1)).to_be_visible()
        charts = report.locator("svg")
        assert charts.count() > 5
        for chart in charts.all()[:4]:
            box = chart.bounding_box()
            assert box
            assert min(box["width"], box["height"]) > 150
        assert charts.first.locator("path").count() > len(WRONG.arms)
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert links.query_string(WRONG) in report.content().replace("&amp;", "&")
    finally:
        alone.close()


def test_it_works_by_keyboard(page, settle):
    page.goto(f"/compare?{links.query_string(WRONG)}")
    settle(page)
    take(page).focus()
    page.keyboard.press("Enter")
    first = page.locator("[data-file=csv]")
    expect(first).to_be_visible()
    first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("[data-file=json]")).to_be_focused()
    with page.expect_download(timeout=PATIENCE) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".json")
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()


def test_what_cannot_be_had_is_said_in_a_sentence(page, settle):
    opened(page, settle)
    answer = {"status": 503, "content_type": "text/plain; charset=utf-8", "body": "Many files are being made just now."}
    page.route("**/download/csv*", lambda route: route.fulfill(**answer))
    page.route("**/download/json*", lambda route: route.abort())
    page.locator("[data-file=csv]").click()
    expect(page.get_by_text(answer["body"])).to_be_visible()
    page.locator("[data-file=json]").click()
    expect(page.get_by_text(popover.LOST)).to_be_visible()
    expect(page.locator("[data-file=csv]")).to_be_enabled()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900), (853, 480)])
def test_what_is_offered_fits_the_window(new_page, settle, assert_fits, width, height):
    page = opened(new_page(width=width, height=height), settle)
    assert_fits(page)
    for key in FILES:
        button = page.locator(f"[data-file={key}]")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    expect(page.get_by_text(popover.holds(WRONG))).to_have_count(1)
    expect(page.get_by_text("python -m lab export")).to_have_count(1)
