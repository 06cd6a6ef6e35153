"""The words of a report: what is asked, how it was measured, and how to cite it. Whole literals with named fields."""

from __future__ import annotations

from datetime import date

from core.datasets import TRAINING
from core.evidence import measures
from core.evidence.measures import lost_digits
from core.evidence.reach import GOAL, Asks
from core.experiment import Experiment
from core.training import EVALUATED
from lab import answers, wording
from lab.export import versions
from lab.languages.words import N_, _
from lab.report import Labels, Results
from lab.saying import COMMA, Sentence

OR = N_("{others} or {last}")
ALONE: dict[Asks, str] = {
    "accuracy": N_("How well does {names} learn?"),
    "epochs": N_("How soon does {names} reach {goal} % accuracy?"),
}
BETWEEN: dict[Asks, str] = {
    "accuracy": N_("Which is more accurate in the end: {names}?"),
    "epochs": N_("Which reaches {goal} % accuracy first: {names}?"),
}

AMONG: dict[Asks, str] = {
    "accuracy": N_("Which of these {count} arms is the most accurate in the end?"),
    "epochs": N_("Which of these {count} arms reaches {goal} % accuracy first?"),
}
WHOLE = 10_000
"""All validation images there are."""

NAMED = 3
"""So many arms are named in the question, if their names are short; else the table below it names them."""

SHORT = 2
"""The lines of a short name, which is that of a pair."""

MEASURED: tuple[Sentence[Experiment], ...] = (
    Sentence(
        "Every arm was trained {seeds} times, with the seeds {first} to {last}: each time with other initial weights "
        "and another order of the mini-batches. Curves and the table of the arms are means over the seeds.",
        lambda of: of.seeds > 1,
    ),
    Sentence(
        "Every arm was trained once, with the seed {first}: another seed, with other initial weights and another order "
        "of the mini-batches, may end otherwise.",
        lambda of: of.seeds == 1,
    ),
    Sentence(
        "In the same seed all arms were trained on the same {train:,} images of MNIST, in the same mini-batches, from "
        "the same initial weights where their layers are the same.",
        lambda of: len(of.arms) > 1,
    ),
    Sentence("Training is on {train:,} images of MNIST.", lambda of: len(of.arms) == 1),
    Sentence("Another seed draws other training images.", lambda of: of.train < TRAINING),
    Sentence("Another seed draws other validation images for the curves.", lambda of: of.validation < WHOLE),
    Sentence(
        "Curves are of {validation:,} validation images, and of the training images, of which the first {evaluated:,} "
        "stand for all.",
        lambda of: of.train > EVALUATED,
    ),
    Sentence(
        "Curves are of {validation:,} validation images, and of all training images where they say so.",
        lambda of: of.train <= EVALUATED,
    ),
    Sentence(
        "At the end every network answered all 10,000 validation images and all 10,000 test images once. Nothing was "
        "chosen by the test images.",
        lambda of: not of.test_each_epoch,
    ),
    Sentence(
        "Test accuracy was measured after every epoch too, to compare it with published figures. The best of these is "
        "flattering: it was chosen by the very images that it is measured on.",
        lambda of: of.test_each_epoch,
    ),
    Sentence(
        "The verdict's interval covers other seeds and other images of the same kind, at 95 %; with more than two arms "
        "it is widened for all pairs, by Holm's correction.",
        lambda of: of.seeds > 1 and len(of.arms) > 1,
    ),
    Sentence(
        "Where a curve has a band, it is the 95 % t interval of the mean over the seeds.", lambda of: of.seeds > 1
    ),
    Sentence(
        "In the tables ± is the standard deviation over the seeds, which is no interval.", lambda of: of.seeds > 1
    ),
    Sentence(
        "Costs are means over images in each loss's own unit, without the L2 term: costs of different losses cannot be "
        "compared. The yardsticks are the same for every arm, and can be."
    ),
)
"""How the figures of an experiment came about: every sentence that fits it."""

DIVERGED = N_(
    "A run diverges where a cost is no longer a finite number. It is then judged by the last network before, and its "
    "curve ends there."
)
SAME_BITS = N_(
    "The engine does its arithmetic in a fixed order: the same settings give the same weights, predictions and "
    "accuracies on every machine, bit for bit."
)

LOST = N_("{name} has lost digits in {count} of {seeds} seeds: it answers less than {share} % of their images rightly.")
LOST_ONE = N_("{name} has lost digits: it answers less than {share} % of their images rightly.")

CITED = N_(
    "Output layers and losses, version {version} (computer program). Experiment {key}, trained by the engine {engine}. "
    "Settings: {link}. Report of {day}."
)
BIBTEX = """@misc{{experiment_{key},
  title = {{Output layers and losses: experiment {key}}},
  howpublished = {{computer program, version {version}, engine {engine}}},
  note = {{settings: {link}}},
  year = {{{year}}}
}}"""
SOURCES = (
    N_("Images: LeCun, Cortes and Burges, The MNIST database of handwritten digits, CC BY-SA 3.0."),
    N_(
        "What is compared: Michael A. Nielsen, Neural Networks and Deep Learning, Determination Press, 2015, chapter 3."
    ),
)


def question(experiment: Experiment) -> str:
    """What the experiment asks."""
    asked, count = answers.asks(experiment), len(experiment.arms)
    names = [wording.small(name) for name in wording.arm_names(experiment.arms)]
    long = len(wording.arm_labels(experiment.arms)[0]) > SHORT
    if count > NAMED or (count == NAMED and long):
        return _(AMONG[asked]).format(count=count, goal=round(100 * GOAL))
    *others, last = names
    if not others:
        return _(ALONE[asked]).format(names=last, goal=round(100 * GOAL))
    said = _(OR).format(others=_(COMMA).join(others), last=last)
    return _(BETWEEN[asked]).format(names=said, goal=round(100 * GOAL))


def measured(experiment: Experiment, results: Results) -> list[str]:
    """How the figures came about, a sentence or two each."""
    facts = {
        "seeds": experiment.seeds,
        "first": experiment.first_seed,
        "last": experiment.seed_range[-1],
        "train": experiment.train,
        "validation": experiment.validation,
        "evaluated": EVALUATED,
    }
    said = [_(row.text).format(**facts) for row in MEASURED if row.fits(experiment)]
    if any(run.diverged is not None for runs in results for run in runs):
        said.append(_(DIVERGED))
    if all(engine.startswith("compiled ") for engine in versions.engines(results)):
        said.append(_(SAME_BITS))
    return said


def lost(experiment: Experiment, results: Results, labels: Labels) -> list[str]:
    """Which arms have lost digits, a sentence each; runs that diverged are not counted, since that is said of them."""
    said, template = [], LOST if experiment.seeds > 1 else LOST_ONE
    for name, runs in zip(wording.arm_names(experiment.arms), results, strict=True):
        count = sum(run.diverged is None and bool(lost_digits(run.predictions, labels)) for run in runs)
        if count:
            said.append(
                _(template).format(name=name, count=count, seeds=experiment.seeds, share=round(100 * measures.LOST))
            )
    return said


def cited(experiment: Experiment, results: Results, link: str, day: date) -> tuple[str, str]:
    """How to cite the result: as a sentence, and for BibTeX."""
    engine = versions.engines(results)[0]
    facts = {
        "version": versions.program(),
        "key": experiment.key_by(engine)[:12],
        "engine": engine,
        "link": link,
        "day": day.isoformat(),
        "year": day.year,
    }
    return _(CITED).format(**facts), BIBTEX.format(**facts)
