"""The popover that offers a finished result as files, and says how to have it on one's own machine.

The browser's part fetches a file at a press, which makes it (`ui.site.downloads.counter`), shows that it is being made,
hands it to the browser, and says in a sentence why it cannot be had.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from core.experiment import SETTING_NAMES, Experiment
from core.settings import DEFAULTS
from lab import links
from lab.languages.words import N_, _
from lab.scripts.kinds import KINDS
from ui import language
from ui.site.downloads import files
from ui.site.downloads.counter import FOLDER
from ui.site.downloads.files import FILES, MOST_RECORDS, Results

KEY = "take"
TITLE = N_("Take it with you")
HOLDS = N_("{arms}, {seeds}, epochs 0 to {epochs:,}.")
ARMS = {True: N_("1 arm"), False: N_("{count} arms")}
SEEDS = {True: N_("seed {first}"), False: N_("seeds {first} to {last}")}
TOO_LARGE = N_(
    "With {records:,} records it is too large to be made here, where {most:,} are the most. The last line below makes "
    "all of it on your own machine."
)
ONE_NETWORK = N_("Weights and biases of the network, for NumPy.")
ALL_NETWORKS = N_("Weights and biases of all {all} networks, for NumPy.")
SOME_NETWORKS = N_("Weights and biases of {kept} of the {all} networks, for NumPy. Train it again, and all are kept.")
MAKING, SAVED = N_("{file} is being made."), N_("{file} is on its way to your downloads.")
LOST = N_("The server did not answer. Try again in a moment.")
HERE = N_("In Python and on the command line, with this program:")
PYTHON = "import lab\nresult = lab.compare({arguments})"
COMMAND = 'python -m lab export "{link}" --to result'
LINK = "{page}?{query}"
PAGE = "compare"
WAY = N_("{group}, {file}")
"""What a button is called, to those who do not see beside what it stands."""


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the popover: what it is, a sentence about it, and the keys of its files, a button each."""

    title: str
    words: str
    keys: tuple[str, ...]


GROUPS = (
    Group(
        N_("Numbers"),
        N_("Everything that was measured: a table, for spreadsheets, or JSON, for programs."),
        ("csv", "json"),
    ),
    Group(N_("Accuracy"), N_("The curves, for slides (PNG) or print (SVG)."), ("png", "svg")),
    Group(N_("All pictures"), N_("Every chart of this result, as PNG and as SVG."), ("pictures",)),
    Group(N_("Networks"), "", ("npz",)),
    Group(N_("Report"), N_("Question, verdict, charts, table, and how to cite it, on one page."), ("report",)),
    Group(N_("Script"), N_("One Python file that trains the same networks, to read and to change."), tuple(KINDS)),
    Group(N_("Everything"), N_("All of these together."), ("everything",)),
)
"""All lines, in order. The words on networks depend on how many there are."""

_FILES = {
    name: Path(__file__).with_name(f"popover.{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")
}
_list = st.components.v2.component("downloads", html=_FILES["html"], css=_FILES["css"], js=_FILES["js"])


def button(experiment: Experiment, results: Results) -> None:
    """Draw the button that opens the popover of a finished result, [arm][seed]. Shut, it costs nothing."""
    popover = st.popover(
        _(TITLE), icon=":material/download:", key=KEY, type="tertiary", width="content", on_change="rerun"
    )
    if popover.open:
        with popover:
            _contents(experiment, results)


def _contents(experiment: Experiment, results: Results) -> None:
    st.caption(holds(experiment))
    count = files.records(experiment)
    if count > MOST_RECORDS:
        st.caption(_(TOO_LARGE).format(records=count, most=MOST_RECORDS))
    _list(
        key="downloads",
        data={
            "folder": _folder(st.context.url or ""),
            "query": _query(experiment),
            "groups": [_group(row, experiment, results) for row in GROUPS],
            "making": _(MAKING),
            "saved": _(SAVED),
            "lost": _(LOST),
        },
    )
    st.caption(_(HERE))
    st.code(in_python(experiment), language="python", wrap_lines=True)
    st.code(on_command_line(experiment, (st.context.url or "").partition("?")[0]), language="bash", wrap_lines=True)


def _query(experiment: Experiment) -> str:
    """What an address of a file holds: the experiment, and the language in which words in it are."""
    return urlencode(language.added(links.to_query(experiment)), safe="~")


def _group(row: Group, experiment: Experiment, results: Results) -> dict[str, object]:
    """A line of the popover for the browser."""
    ways = [
        {
            "key": key,
            "label": FILES[key].label,
            "said": _(WAY).format(group=_(row.title), file=FILES[key].label),
            "name": files.name_of(experiment, FILES[key]),
            "there": _there(key, experiment, results),
        }
        for key in row.keys
    ]
    return {"title": _(row.title), "words": _(row.words) or _of_networks(results), "ways": ways}


def _there(key: str, experiment: Experiment, results: Results) -> bool:
    """Whether a file can be had: not where it would be too large, and networks only where some are kept."""
    row = FILES[key]
    if row.whole and files.records(experiment) > MOST_RECORDS:
        return False
    if row.of_networks and files.weights(experiment) > files.MOST_WEIGHTS:
        return False
    return key != "npz" or files.networks(results) > 0


def _of_networks(results: Results) -> str:
    kept, every = files.networks(results), sum(map(len, results))
    if not kept:
        return _(files.NO_NETWORKS)
    whole = ONE_NETWORK if every == 1 else ALL_NETWORKS
    return _(whole if kept == every else SOME_NETWORKS).format(kept=kept, all=every)


def _folder(url: str) -> str:
    """Where files are asked for, seen from the page at `url`: the dashboard may be served under a path.

    >>> _folder("https://lab.example/course/compare?v=1"), _folder("http://localhost:8501/compare/"), _folder("")
    ('/course/download/', '/download/', '/download/')
    """
    return f"{urlsplit(url).path.rstrip('/').rpartition('/')[0]}/{FOLDER}"


def holds(experiment: Experiment) -> str:
    """Which arms, seeds and epochs a result holds.

    >>> holds(Experiment())
    '2 arms, seeds 0 to 2, epochs 0 to 30.'
    """
    count, seeds = len(experiment.arms), experiment.seed_range
    return _(HOLDS).format(
        arms=_(ARMS[count == 1]).format(count=count),
        seeds=_(SEEDS[len(seeds) == 1]).format(first=seeds[0], last=seeds[-1]),
        epochs=experiment.epochs,
    )


def in_python(experiment: Experiment) -> str:
    """The lines that give the same result in Python.

    >>> print(in_python(Experiment(train=500)).splitlines()[-1])
    result = lab.compare("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5", train=500)
    """
    values = ((name, getattr(experiment, name)) for name in SETTING_NAMES)
    arguments = [
        *(f'"{arm}"' for arm in experiment.arms),
        *(f"{name}={_literal(value)}" for name, value in values if value != DEFAULTS[name]),
    ]
    return PYTHON.format(arguments=", ".join(arguments))


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def on_command_line(experiment: Experiment, page: str = "") -> str:
    """The command that writes all files of the same result, which is shown on a page of this address.

    >>> on_command_line(Experiment(epochs=5), "https://lab.example/compare").partition("?")[0]
    'python -m lab export "https://lab.example/compare'
    >>> on_command_line(Experiment(epochs=5)).rpartition("&")[2]
    'epochs=5" --to result'
    """
    return COMMAND.format(link=LINK.format(page=page or PAGE, query=links.query_string(experiment)))
