"""The names of arms, and the verdict in words: whole literals with named fields, so that they can be translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.experiment import Arm
from core.losses import LOSSES
from core.notation import number_text
from core.outputs import OUTPUTS
from core.settings import OWN
from core.statistics import MOST_SEEDS
from core.verdict import Kind, Verdict

PAIR_NAME = "{output} with {loss}"
WITH_RATE = "{pair}, rate {rate}"
WITH_SETTINGS = "{pair}, {settings}"
WITH_ALL = "{pair}, rate {rate}, {settings}"
NUMBERED = "{name} (arm {number})"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said about a verdict that it `fits`. Differences are in percentage points of test accuracy."""

    text: str
    fits: Callable[[Verdict], bool] = lambda _: True


def _two_arms(found: Verdict) -> bool:
    return len(found.diverged) == 2


VERDICTS: dict[Kind, tuple[Sentence, ...]] = {
    "winner": (
        Sentence("{leader} is ahead by {difference} ± {half} points ({seeds} seeds).", _two_arms),
        Sentence(
            "{leader} is ahead of every other arm, and of the next, {rival}, by {difference} ± {half} points "
            "({seeds} seeds)."
        ),
    ),
    "too_close": (
        Sentence(
            "Too close to call: {leader} and {rival} are {difference} ± {half} points apart over {seeds} seeds; "
            "not even {most:,} seeds would be likely to tell.",
            lambda found: found.seeds_needed is None,
        ),
        Sentence(
            "Too close to call: {difference} ± {half} points apart over {seeds} seeds; "
            "about {needed} seeds would tell.",
            _two_arms,
        ),
        Sentence(
            "Too close to call: {leader} and {rival} are {difference} ± {half} points apart over {seeds} seeds; "
            "about {needed} seeds would tell the first from every other arm."
        ),
    ),
    "tie": (Sentence("A tie: {leader} and {rival} have the same test accuracy in each of {seeds} seeds."),),
    "one_seed": (
        Sentence(
            "No verdict from one seed: {leader} and {rival} have the same test accuracy, and another seed may change "
            "that. Train 3 seeds or more.",
            lambda found: not found.difference,
        ),
        Sentence(
            "No verdict from one seed: {leader} is {difference} points ahead of {rival}, and another seed may turn "
            "that round. Train 3 seeds or more."
        ),
    ),
    "one_arm": (Sentence("Nothing to compare: {leader} is the only arm."),),
}
"""The verdict in words, by kind, for pages and the command line. The first sentence that fits is used."""

MADE_BY = (
    "These figures come from the engine {maker}, and here trains {here}: those may differ in their last digits. "
    "Train again makes them here."
)

DIVERGED = "{name} diverged in {count} of {seeds} seeds."
DIVERGED_ALONE = "{name} diverged."


def pair_name(output: str, loss: str) -> str:
    """The name of an output layer with a loss, from their registry keys.

    >>> pair_name("softmax", "log_likelihood")
    'Softmax with log-likelihood'
    """
    return PAIR_NAME.format(output=_capital(OUTPUTS[output].name), loss=_small(LOSSES[loss].name))


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


def verdict(found: Verdict, names: Sequence[str]) -> str:
    """The verdict in a sentence, with the arms' `names`; differences are in percentage points of test accuracy."""
    places = 2 if found.half_width is not None and found.half_width < 0.095 else 1  # a lead of 0.04 is not "0.0"
    sentence = next(row for row in VERDICTS[found.kind] if row.fits(found))
    return sentence.text.format(
        leader=names[found.leader],
        rival="" if found.rival is None else names[found.rival],
        difference=f"{abs(found.difference or 0):.{places}f}",
        half=f"{found.half_width or 0:.{places}f}",
        seeds=found.seeds,
        needed=found.seeds_needed,
        most=MOST_SEEDS,
    )


def diverged(counts: Sequence[int], seeds: int, names: Sequence[str]) -> list[str]:
    """A sentence for every arm that diverged in some of its seeds."""
    template = DIVERGED if seeds > 1 else DIVERGED_ALONE
    some = ((name, count) for name, count in zip(names, counts, strict=True) if count)
    return [template.format(name=name, count=count, seeds=seeds) for name, count in some]


def made_by(engines: Iterable[str], here: str) -> str:
    """What is to be said where results were made by other `engines` than the one that trains `here`, else ''.

    Engines are given by their identities, such as `compiled 1`.
    """
    others = sorted(set(engines) - {here})
    return MADE_BY.format(maker=" and ".join(others), here=here) if others else ""


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


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]
