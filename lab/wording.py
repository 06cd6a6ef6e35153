"""The names of arms, and of engines that made results: whole literals with named fields, to be translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from core.experiment import Arm
from core.losses import LOSSES
from core.notation import number_text
from core.outputs import OUTPUTS
from core.settings import OWN
from lab.saying import listed

PAIR_NAME = "{output} with {loss}"
WITH_RATE = "{pair}, rate {rate}"
WITH_SETTINGS = "{pair}, {settings}"
WITH_ALL = "{pair}, rate {rate}, {settings}"
AT_RATE = "{name} at rate {rate}"
NUMBERED = "{name} (arm {number})"

MADE_BY = (
    "These figures come from the engine {maker}. This server trains with {here}, and its figures may differ. "
    "Train again makes them here."
)


def pair_name(output: str, loss: str) -> str:
    """The name of an output layer with a loss, from their registry keys.

    >>> pair_name("softmax", "log_likelihood")
    'Softmax with log-likelihood'
    """
    return PAIR_NAME.format(output=capital(OUTPUTS[output].name), loss=small(LOSSES[loss].name))


def arm_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """A different name for every arm: the pair, and how it differs from other arms of the same pair.

    >>> arm_names([Arm.parse("softmax:log_likelihood:0.5"), Arm.parse("softmax:log_likelihood:3")])
    ('Softmax with log-likelihood, rate 0.5', 'Softmax with log-likelihood, rate 3')
    """
    names = [_name(arm, arms) for arm in arms]
    counts = Counter(names)
    return tuple(
        NUMBERED.format(name=name, number=number) if counts[name] > 1 else name
        for number, name in enumerate(names, start=1)
    )


def arm_labels(arms: Sequence[Arm]) -> tuple[tuple[str, ...], ...]:
    """The names in short lines, for the ends of curves; each has the same number of lines."""
    lines = [_label(name) for name in arm_names(arms)]
    most = max(len(line) for line in lines)
    return tuple(line + ("",) * (most - len(line)) for line in lines)


def own_settings(arm: Arm) -> str:
    """The settings that are the arm's own, in a list; '' where there are none.

    >>> own_settings(Arm("softmax", "quadratic", 3, hidden=(), l2=0.1))
    'no hidden layer, lambda 0.1'
    """
    return ", ".join(OWN[name].words(value) for name, value in arm.own().items())


def made_by(engines: Iterable[str], here: str) -> str:
    """What is to be said where results were made by other `engines` than the one that trains `here`, else ''.

    Engines are given by their identities, such as `compiled 1`.
    """
    others = sorted(set(engines) - {here})
    return MADE_BY.format(maker=listed(others), here=here) if others else ""


def _label(name: str) -> tuple[str, ...]:
    """A name, divided after "with" and at its commas."""
    return tuple(part.strip() for part in name.replace(" with ", " with\n").replace(", ", "\n").split("\n"))


def _name(arm: Arm, arms: Sequence[Arm]) -> str:
    """The pair; also the rate and the own settings, where those of another arm of the same pair differ."""
    pair = pair_name(arm.output, arm.loss)
    alike = [other for other in arms if (other.output, other.loss) == (arm.output, arm.loss)]
    rates = len({other.learning_rate for other in alike}) > 1
    differ = len({tuple(other.own().items()) for other in alike}) > 1
    said = own_settings(arm) if differ else ""
    template = {
        (True, True): WITH_ALL,
        (True, False): WITH_RATE,
        (False, True): WITH_SETTINGS,
        (False, False): "{pair}",
    }
    return template[rates, bool(said)].format(pair=pair, rate=number_text(arm.learning_rate), settings=said)


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
        return tuple(capital(LOSSES[loss].name) for loss in losses)
    if len(set(losses)) == 1 and len(set(outputs)) == len(arms):
        return tuple(capital(OUTPUTS[output].name) for output in outputs)
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
        AT_RATE.format(name=name, rate=number_text(arm.learning_rate)) for name, arm in zip(names, arms, strict=True)
    )


def capital(name: str) -> str:
    """A name at the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def small(name: str) -> str:
    """A name inside a sentence."""
    return name[:1].lower() + name[1:]
