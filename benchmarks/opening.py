"""How soon a card on Home opens its comparison, complete, on a fresh server with an empty store.

    python benchmarks/opening.py
    python benchmarks/opening.py --presses 20

Starts a dashboard of its own on this machine and a Chromium, which needs Debian's `chromium`. The first press of each
card comes from a visitor who has only opened Home, as after a fresh clone; further ones from the same visitor, who goes
back to Home in between. A press is timed in the browser, from the click to the first frame in which the verdict
stands on Compare, the curves of all runs and the cost of every arm are drawn, and Train again can be pressed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright

from benchmarks.dashboard import dashboard
from core.datasets import mnist
from lab import answers
from lab.gallery.shipped import Shipped
from ui.form.presets import PRESETS, Preset

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
PATIENCE = 60_000  # milliseconds
GOAL = 1.0  # seconds
PRESS = """([place, headline, curves, costs]) => new Promise(done => {
    const link = [...document.querySelectorAll('[data-testid=stMain] a')]
        .filter(one => one.textContent.trim().endsWith('Open in Compare'))[place]
    const all = selector => document.querySelectorAll(selector).length
    const begun = performance.now()
    const look = () => {
        const said = [...document.querySelectorAll('h2')].some(one => one.textContent.trim() === headline)
        const button = document.querySelector('.st-key-train button')
        const drawn = all('.st-key-main-plot svg.marks .mark-line path') >= curves
            && all('.st-key-costs svg.marks .mark-line path') >= costs
        if (said && drawn && button && !button.disabled) done((performance.now() - begun) / 1000)
        else requestAnimationFrame(look)
    }
    link.click()
    look()
})"""


def headline(preset: Preset) -> str:
    """The verdict that Compare will say."""
    results = Shipped().results(preset.experiment)
    if results is None:
        raise LookupError(f"the results of {preset.key!r} are not shipped: run python -m lab gallery")
    return answers.answer(preset.experiment, results, mnist().test.labels).headline


def press(page: Page, url: str, place: int, preset: Preset) -> float:
    """Open Home and press the card at `place`: the seconds until its comparison stands there."""
    page.goto(url)
    page.get_by_role("link", name="Open in Compare").nth(len(PRESETS) - 1).wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    arms, seeds = len(preset.experiment.arms), preset.experiment.seeds
    taken: float = page.evaluate(PRESS, [place, headline(preset), arms * seeds, arms])
    return taken


def measure(presses: int) -> dict[str, list[float]]:
    """The seconds of every press by the key of its card, the first from a fresh server."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise FileNotFoundError("no Chromium is installed")
    seconds: dict[str, list[float]] = {key: [] for key in PRESETS}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for place, (key, preset) in enumerate(PRESETS.items()):
            with tempfile.TemporaryDirectory() as folder:
                store = f"sqlite:///{folder}/results.sqlite3"
                with dashboard(LAB_STORE=store) as (port, _):
                    page = chromium.new_page(viewport={"width": 1440, "height": 900})
                    page.set_default_timeout(PATIENCE)
                    for _ in range(presses):
                        seconds[key].append(press(page, f"http://127.0.0.1:{port}", place, preset))
                    page.close()
        chromium.close()
    return seconds


def main(presses: int) -> None:
    """Measure and print."""
    print(f"{'card':12}{'first':>9}{'median':>9}{'worst':>9}   seconds from the press, {presses} presses of each")
    for key, taken in measure(presses).items():
        print(f"{key:12}{taken[0]:9.2f}{statistics.median(taken):9.2f}{max(taken):9.2f}")
    print(f"wanted: at most {GOAL:g} s")
    if hasattr(os, "getloadavg"):
        print(f"{os.getloadavg()[0]:.1f} processes were busy on {os.cpu_count()} cores")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=10, help="of each card (default: %(default)s)")
    main(parser.parse_args().presses)
