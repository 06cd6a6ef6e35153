"""An experiment as a short, readable, versioned query string, and back.

    /compare?v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5~hidden.100.20&train=5000

- `v` is the version of the format, 1. It freezes the names and the defaults of the settings there are.
- `arm`, once for each of one to six arms: output layer, loss and learning rate joined by `~`, then the settings that
  are the arm's own as `name.value`: `hidden.100`, `hidden.100.20` for two layers, `hidden.none`, `init.large`,
  `l2.0.1`. The form that the command line takes (`softmax:log_likelihood:0.5:hidden=100,20`) is read too.
- `lang` names the language in which a page opens, and says nothing of the experiment.
- Every other parameter bears the name of a setting in `core.settings`. What has its default value is left out.

Streamlit percent-encodes colons and commas in the address bar; `~` and `.` stay as they are. Links come from anybody:
reading never raises, looks at no more than `MOST` parameters and `LONGEST` characters of each, and a sentence about
what was wrong quotes no more than `QUOTED` characters of it. The sentence is plain text, not Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from core import limits
from core.experiment import DEFAULT_ARMS, SETTING_NAMES, Arm, Experiment
from core.kinds import Choice, Real, SettingKind
from core.limits import LEARNING_RATE, InvalidSetting
from core.losses import LOSSES
from core.notation import number_text
from core.outputs import OUTPUTS
from core.pairs import PAIRS, valid_pairs
from core.settings import DEFAULTS, OWN, SETTINGS
from core.words import N_, said

VERSION = "1"
LANGUAGE = "lang"
MOST = 100
LONGEST = 300
QUOTED = 40

WRONG_VERSION = N_("this link is of version {got}, and only version 1 is known here")
TOO_MANY = N_("this link has more than {most} parameters")
UNKNOWN = N_("this link has a parameter that is not known here: {got}")
TWICE = N_("this link gives {got} more than once")
UNREADABLE_ARM = N_("this link has an arm that cannot be read: {got}")
TOO_MANY_ARMS = N_("{name} must be at most {most}, got {count}")
AND_MORE = N_("{first}; {count} more of this link could not be used as it stands")


@dataclass(frozen=True, slots=True)
class Link:
    """What a query string says: the nearest valid experiment, and one sentence about what was wrong ('' if nothing).

    `problems` has a sentence for each thing that was wrong.
    """

    experiment: Experiment
    problem: str
    problems: tuple[str, ...] = field(default=(), compare=False)


OUTPUT = Choice(N_("output layer"), OUTPUTS)
LOSS = Choice(N_("loss"), LOSSES)
RATE = Real(LEARNING_RATE.name, LEARNING_RATE.low, LEARNING_RATE.high)


def to_query(experiment: Experiment) -> list[tuple[str, str]]:
    """The (name, value) pairs of the experiment's link, not yet percent-encoded: version, arms, what is not default.

    An experiment of more than six arms is written whole, but read back with its first six.
    """
    values = [(name, getattr(experiment, name)) for name in SETTING_NAMES]
    return [
        ("v", VERSION),
        *(("arm", _arm_text(arm)) for arm in experiment.arms),
        *((name, SETTINGS[name].kind.link(value)) for name, value in values if value != DEFAULTS[name]),
    ]


def query_string(experiment: Experiment) -> str:
    """The experiment's link after the question mark: at most 2 kB for six arms."""
    return urlencode(to_query(experiment), safe="~")


def from_query(pairs: Iterable[tuple[str, str]]) -> Link:
    """Read the (name, value) pairs of a query string, percent-decoded and in their order. Never raises.

    No pairs at all are the default experiment. Numbers out of range become the nearest in range, misspelt keys the
    key most like them, a refused pair another loss with the same output layer, and what cannot be read its default.
    """
    problems: list[str] = []
    given = _gather(pairs, problems)
    version = given.pop("v", [VERSION])[0]
    if version != VERSION:
        problems.insert(0, said(WRONG_VERSION, got=repr(_quoted(version))))
    arms = _read_arms(given.pop("arm", []), problems)
    values = {name: _read(SETTINGS[name].kind, texts[0], DEFAULTS[name], problems) for name, texts in given.items()}
    experiment = _build(arms, values, problems)
    return Link(experiment, _sentence(problems), tuple(problems))


def _arm_text(arm: Arm) -> str:
    own = (f"{name}.{OWN[name].kind.link(value)}" for name, value in arm.own().items())
    return "~".join([arm.output, arm.loss, number_text(arm.learning_rate), *own])


def _quoted(text: str) -> str:
    return text[:QUOTED]


def _gather(pairs: Iterable[tuple[str, str]], problems: list[str]) -> dict[str, list[str]]:
    """The texts of each known parameter, cut to `LONGEST`; one text for every parameter but `arm`."""
    given: dict[str, list[str]] = {}
    first = list(islice(pairs, MOST + 1))
    if len(first) > MOST:
        problems.append(said(TOO_MANY, most=MOST))
    for name, value in first[:MOST]:
        if name == LANGUAGE:
            continue
        if name not in SETTINGS and name not in ("v", "arm"):
            problems.append(said(UNKNOWN, got=repr(_quoted(name))))
        elif name in given and name != "arm":
            problems.append(said(TWICE, got=repr(name)))
        else:
            given.setdefault(name, []).append(value[:LONGEST])
    return given


def _read(kind: SettingKind, text: str, fallback: Any, problems: list[str]) -> Any:
    """The value that a text means, or what is nearest to it, with the problem noted."""
    text = _quoted(text.strip())
    try:
        return kind.read(text)
    except InvalidSetting as wrong:
        problems.append(wrong.sentence)
        return kind.nearest(text, fallback)


def _read_arms(texts: list[str], problems: list[str]) -> tuple[Arm, ...]:
    """The arms that can be read, at most six; the default ones where there are none."""
    most = int(limits.SHOWN_ARMS.high)
    if len(texts) > most:
        problems.append(said(TOO_MANY_ARMS, name=limits.SHOWN_ARMS.name, most=most, count=len(texts)))
    arms = [_read_arm(text, problems) for text in texts[:most]]
    return tuple(arm for arm in arms if arm is not None) or DEFAULT_ARMS


def _read_arm(text: str, problems: list[str]) -> Arm | None:
    """One arm, or None where neither its output layer nor its loss can be told."""
    parts = re.split("[~:]", text)
    output, loss, rate = (*parts, "", "", "")[:3]
    wrong: list[str] = []
    keys = (_read(OUTPUT, output, None, wrong), _read(LOSS, loss, None, wrong))
    if keys == (None, None):
        problems.append(said(UNREADABLE_ARM, got=repr(_quoted(text))))
        return None
    problems.extend(wrong)
    learning_rate = _read(RATE, rate, DEFAULT_ARMS[0].learning_rate, problems)
    return Arm(*_allowed(keys, problems), learning_rate, **_read_own(parts[3:], problems))


def _allowed(keys: tuple[str | None, str | None], problems: list[str]) -> tuple[str, str]:
    """The pair itself where it may be trained, else one that may: with the same output layer where that is known."""
    output, loss = keys
    known = PAIRS.get((output or "", loss or ""))
    if known is not None and known.refused:
        problems.append(known.note)
    return min(
        valid_pairs(), key=lambda row: (row.key != keys, row.key[0] != output, row.key[1] != loss, row.caution)
    ).key


def _read_own(parts: list[str], problems: list[str]) -> dict[str, Any]:
    """The settings of an arm's own; one that cannot be read is left to the experiment."""
    own: dict[str, Any] = {}
    for part in parts:
        name, *value = re.split("[.=]", part, maxsplit=1)
        if name not in OWN:
            problems.append(said(UNKNOWN, got=repr(_quoted(name))))
        elif name in own:
            problems.append(said(TWICE, got=repr(name)))
        else:
            own[name] = _read(OWN[name].kind, "".join(value), None, problems)
    return own


def _build(arms: tuple[Arm, ...], values: dict[str, Any], problems: list[str]) -> Experiment:
    """The experiment, with fewer epochs or a smaller mini-batch where settings are in range but do not go together."""
    try:
        return Experiment(arms, **values)
    except InvalidSetting as wrong:
        problems.append(wrong.sentence)
    train, batch, epochs = (values.get(name, DEFAULTS[name]) for name in ("train", "batch", "epochs"))
    fitting = {"batch": min(batch, train), "epochs": min(epochs, int(limits.PASSES.high) // train)}
    return Experiment(arms, **{**values, **fitting})


def _sentence(problems: list[str]) -> str:
    if len(problems) < 2:
        return problems[0] if problems else ""
    return said(AND_MORE, first=problems[0], count=len(problems) - 1)
