"""The names of arms, and of engines that made results: whole literals with named fields, to be translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from core.experiment import Arm
from core.losses import LOSSES
from core.notation import number_text
from core.outputs import OUTPUTS
from core.pairs import NAME as PAIR_NAME
from core.settings import OWN
from lab.languages import words
from lab.languages.words import N_, _
from lab.saying import COMMA, listed

WITH_RATE = N_("{pair}, rate {rate}")
WITH_SETTINGS = N_("{pair}, {settings}")
WITH_ALL = N_("{pair}, rate {rate}, {settings}")
AT_RATE = N_("{name} at rate {rate}")
NUMBERED = N_("{name} (arm {number})")

NAMES = {(True, True): WITH_ALL, (True, False): WITH_RATE, (False, True): WITH_SETTINGS}
"""How an arm is named beside others of its pair, by whether their rates and their own settings differ."""

# NOTE: A loss by itself, as the name of an arm.
LOSS_ALONE = N_("{loss}")
# NOTE: An output layer by itself, as the name of an arm.
OUTPUT_ALONE = N_("{output}")

# NOTE: The same as "{output} with {loss}", in two short lines.
PAIR_LINES = N_("{output} with\n{loss}")
# NOTE: The same as the end of "{pair}, rate {rate}", as a line of its own.
RATE_LINE = N_("rate {rate}")

MADE_BY = N_(
    "These figures come from the engine {maker}. This server trains with {here}, and its figures may differ. "
    "Train again makes them here."
)


def pair_name(output: str, loss: str) -> str:
    """The name of an output layer with a loss, from their registry keys.

    >>> pair_name("softmax", "log_likelihood")
    'Softmax with log-likelihood'
    """
    return _pair(PAIR_NAME, output, LOSSES[loss].inside)


def arm_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """A different name for every arm: the pair, and how it differs from other arms of the same pair.

    >>> arm_names([Arm.parse("softmax:log_likelihood:0.5"), Arm.parse("softmax:log_likelihood:3")])
    ('Softmax with log-likelihood, rate 0.5', 'Softmax with log-likelihood, rate 3')
    """
    names = [_name(arm, arms) for arm in arms]
    return tuple(map(_numbered, names, _numbers(names)))


def arm_labels(arms: Sequence[Arm]) -> tuple[tuple[str, ...], ...]:
    """The names in short lines, for the ends of curves; each has the same number of lines."""
    numbers = _numbers([_name(arm, arms) for arm in arms])
    labels = [_label(arm, arms, number) for arm, number in zip(arms, numbers, strict=True)]
    most = max(len(lines) for lines in labels)
    return tuple(lines + ("",) * (most - len(lines)) for lines in labels)


def own_settings(arm: Arm) -> str:
    """The settings that are the arm's own, in a list; '' where there are none.

    >>> own_settings(Arm("softmax", "quadratic", 3, hidden=(), l2=0.1))
    'no hidden layer, lambda 0.1'
    """
    return _(COMMA).join(_own(arm))


def made_by(engines: Iterable[str], here: str) -> str:
    """What is to be said where results were made by other `engines` than the one that trains `here`, else ''.

    Engines are given by their identities, such as `compiled 1`.
    """
    others = sorted(set(engines) - {here})
    return _(MADE_BY).format(maker=listed(others), here=here) if others else ""


def _own(arm: Arm) -> list[str]:
    return [_(OWN[name].words(value)) for name, value in arm.own().items()]


def _pair(template: str, output: str, loss: str) -> str:
    """An output layer, given by its key, with a loss, given by its name, or one of them, in words."""
    return capital(_(template).format(output=small(_(OUTPUTS[output].name)), loss=_(loss)))


def _numbers(names: Sequence[str]) -> list[int | None]:
    """The places, from 1, of names that occur more than once, None for the others."""
    counts = Counter(names)
    return [number if counts[name] > 1 else None for number, name in enumerate(names, start=1)]


def _numbered(name: str, number: int | None) -> str:
    return name if number is None else _(NUMBERED).format(name=name, number=number)


def _label(arm: Arm, arms: Sequence[Arm], number: int | None) -> tuple[str, ...]:
    """A name in short lines: what a name says in a row, each by itself."""
    rate, own = _apart(arm, arms)
    more = [_(RATE_LINE).format(rate=rate)] if rate else []
    *first, last = [*_pair(PAIR_LINES, arm.output, LOSSES[arm.loss].inside).split("\n"), *more, *own]
    return (*first, _numbered(last, number))


def _name(arm: Arm, arms: Sequence[Arm]) -> str:
    """The pair; also the rate and the own settings, where those of another arm of the same pair differ."""
    rate, own = _apart(arm, arms)
    pair = pair_name(arm.output, arm.loss)
    template = NAMES.get((bool(rate), bool(own)))
    return _(template).format(pair=pair, rate=rate, settings=_(COMMA).join(own)) if template else pair


def _apart(arm: Arm, arms: Sequence[Arm]) -> tuple[str, list[str]]:
    """The rate and the own settings in words, '' and none where those of all arms of the same pair are the same."""
    differ = len({tuple(other.own().items()) for other in _alike(arm, arms)}) > 1
    return number_text(arm.learning_rate) if rates_differ(arm, arms) else "", _own(arm) if differ else []


def rates_differ(arm: Arm, arms: Sequence[Arm]) -> bool:
    """Whether the names of the `arms` tell the rate of this one, since another of the same pair has another."""
    return len({other.learning_rate for other in _alike(arm, arms)}) > 1


def _alike(arm: Arm, arms: Sequence[Arm]) -> list[Arm]:
    return [other for other in arms if (other.output, other.loss) == (arm.output, arm.loss)]


def short_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """The loss alone where all arms have the same output layer and different losses, the other way round likewise;
    their own settings alone where nothing else differs, and each has some; else the full names.

    >>> short_names([Arm.parse("sigmoid:quadratic:3"), Arm.parse("sigmoid:cross_entropy:0.5")])
    ('Quadratic', 'Cross-entropy')
    >>> short_names([Arm.parse("sigmoid:quadratic:3:init=scaled"), Arm.parse("sigmoid:quadratic:3:init=large")])
    ('Scaled start', 'Large start')
    """
    if len(arms) == 1:
        return arm_names(arms)
    outputs, losses = [arm.output for arm in arms], [arm.loss for arm in arms]
    if len(set(outputs)) == 1 and len(set(losses)) == len(arms):
        return tuple(_pair(LOSS_ALONE, arm.output, LOSSES[arm.loss].name) for arm in arms)
    if len(set(losses)) == 1 and len(set(outputs)) == len(arms):
        return tuple(_pair(OUTPUT_ALONE, arm.output, arm.loss) for arm in arms)
    own = [own_settings(arm) for arm in arms]
    if len({(arm.output, arm.loss, arm.learning_rate) for arm in arms}) == 1 and len(set(own) - {""}) == len(arms):
        return tuple(map(capital, own))
    return arm_names(arms)


def rated_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """Short names, each with its learning rate where the arms' differ.

    >>> rated_names([Arm.parse("sigmoid:quadratic:3"), Arm.parse("sigmoid:cross_entropy:0.5")])
    ('Quadratic at rate 3', 'Cross-entropy at rate 0.5')
    >>> rated_names([Arm.parse("softmax:quadratic:3"), Arm.parse("softmax:quadratic:0.5")])
    ('Softmax with quadratic, rate 3', 'Softmax with quadratic, rate 0.5')
    """
    names = short_names(arms)
    pairs, rates = {(arm.output, arm.loss) for arm in arms}, {arm.learning_rate for arm in arms}
    if len(rates) == 1 or len(pairs) < len(arms):  # arms of the same pair are told apart by their rates already
        return names
    return tuple(
        _(AT_RATE).format(name=name, rate=number_text(arm.learning_rate)) for name, arm in zip(names, arms, strict=True)
    )


def capital(name: str) -> str:
    """A name at the beginning of a sentence, with a capital letter where the language has them."""
    return name[:1].upper() + name[1:] if words.LANGUAGES[words.language()].latin else name


def small(name: str) -> str:
    """A name inside a sentence."""
    return name[:1].lower() + name[1:]
