"""An experiment as one Python file that needs little else, written for exactly this experiment.

The file trains the same arms on the same images with the same seeds, and prints the table of `lab.report`. Only what
the experiment has is in it: its output layers, losses, hidden activations and initial weights. All that is filled into
the templates are registry keys, numbers and the link of an `Experiment`, which has checked them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from core.experiment import Experiment, Run
from core.limits import SHOWN_ARMS, choice
from core.notation import number_text
from core.settings import OWN
from lab.links import query_string
from lab.scripts.kinds import KINDS

LINES = 120
"""A script has at most so many lines, and one more for each arm after the sixth."""

ROOM = (2, 1, 0)
"""How a script may be set, the first that fits: with comments in its loops, in generous lines, in few lines."""

WIDEST = 99  # characters of the first column: a longer arm sticks out
ADDRESS = "compare?{query}"


def script(experiment: Experiment, kind: str = "numpy") -> str:
    """The text of a Python file that trains an experiment, of one of the `KINDS`. Raises `InvalidSetting`."""
    row = KINDS[choice("kind of script", kind, KINDS)]
    parts = {"file_name": row.file_name, **_parts(experiment)}
    *generous, short = (partial(_template(row.template).render, room=room, **parts) for room in ROOM)
    most = LINES + max(0, len(experiment.arms) - int(SHOWN_ARMS.high))
    return next((text for text in (render() for render in generous) if text.count("\n") <= most), None) or short()


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (Python, not HTML)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def _parts(experiment: Experiment) -> dict[str, Any]:
    """What the templates are filled with."""
    runs = experiment.runs(experiment.first_seed)
    deep = [run for run in runs if run.hidden]
    used = {name: _texts(name, deep if name == "hidden_activation" else runs) for name in OWN}
    losses: dict[str, list[str]] = {}
    for output, loss in dict.fromkeys((run.output, run.loss) for run in runs):
        losses.setdefault(output, []).append(loss)
    return {
        "arms": [str(arm) for arm in experiment.arms],
        "width": min(WIDEST, max(len(str(arm)) for arm in experiment.arms)),
        "losses": losses,
        "several_pairs": sum(map(len, losses.values())) > 1,
        "deep": bool(deep),
        "some_shallow": len(deep) < len(runs),
        "used": used,
        "named_activations": _texts("hidden_activation", runs),
        "varied": {name for name in OWN if len(used[name]) > 1},
        "own": any(arm.own() for arm in experiment.arms),
        "common": {name: row.kind.write(getattr(experiment, name)) for name, row in OWN.items()},
        "decay": used["l2"] != ["0"],
        "output_bias": number_text(experiment.output_bias),
        "test_each_epoch": experiment.test_each_epoch,
        "one_seed": experiment.seeds == 1,
        "train": _whole(experiment.train),
        "validation": _whole(experiment.validation),
        "epochs": _whole(experiment.epochs),
        "batch": _whole(experiment.batch),
        "seeds": _range(experiment.seed_range),
        "link": ADDRESS.format(query=query_string(experiment)),
    }


def _texts(name: str, runs: Sequence[Run]) -> list[str]:
    """The different values of a setting, as texts, in the order of the runs."""
    return list(dict.fromkeys(OWN[name].kind.write(getattr(run, name)) for run in runs))


def _whole(number: int) -> str:
    """A whole number as it is written in a program.

    >>> _whole(1000), _whole(50_000)
    ('1000', '50_000')
    """
    return f"{number:_}" if number >= 10_000 else str(number)


def _range(numbers: range) -> str:
    """A range as it is written in a program.

    >>> _range(range(3)), _range(range(5, 7))
    ('range(3)', 'range(5, 7)')
    """
    ends = (numbers.start, numbers.stop) if numbers.start else (numbers.stop,)
    return f"range({', '.join(map(_whole, ends))})"
