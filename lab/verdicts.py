"""The verdict in words, the same for pages and the command line: whole literals with named fields, for translators.

What is large (`headline`), what stands small below it (`detail`), and what can be told besides (`further`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core import settings
from core.evidence.odds import MOST_SEEDS
from core.verdict import MATTERS, Comparison, Verdict, VerdictKind
from lab.decimals import fine, places_of
from lab.languages.words import N_, _
from lab.saying import Sentence, first, listed, together
from lab.wording import small

Sentences = tuple[Sentence[Verdict], ...]
"""Of which the first that fits is used. Differences are in percentage points of test accuracy."""


def _two_arms(found: Verdict) -> bool:
    return len(found.diverged) == 2


def _equal(found: Verdict) -> bool:
    return found.lead is not None and not found.lead.difference


TESTED = ("winner", "small_lead", "too_close")
"""The kinds that rest on an interval."""

HEADLINES: dict[VerdictKind, Sentences] = {
    "winner": (
        Sentence("{leader} is ahead by {difference} ± {half} points", _two_arms),
        Sentence("{leader} is ahead of all others, and of the next by {difference} ± {half} points"),
    ),
    "small_lead": (
        Sentence(
            "{leader} is ahead, by too little to matter: {difference} ± {half} points ({ahead} of {images:,} images)",
            _two_arms,
        ),
        Sentence(
            "{leader} is ahead of all others, and of the next by too little to matter: "
            "{difference} ± {half} points ({ahead} of {images:,} images)"
        ),
    ),
    "too_close": (
        Sentence("Too close to call: {difference} ± {half} points apart", _two_arms),
        Sentence("Too close to call at the top: {difference} ± {half} points apart"),
    ),
    "tie": (
        Sentence("A tie: the same test accuracy in each of {seeds} seeds", _two_arms),
        Sentence("A tie at the top: the same test accuracy in each of {seeds} seeds"),
    ),
    "one_seed": (
        Sentence("No verdict from one seed: the same test accuracy", _equal),
        Sentence("No verdict from one seed: {difference} points apart", _two_arms),
        Sentence("No verdict from one seed: {difference} points apart at the top"),
    ),
    "one_arm": (Sentence("Nothing to compare: {leader} is the only arm"),),
}
"""The verdict, by kind, as a line to be read from the back of a hall."""

COVERED: Sentences = (
    Sentence(
        "Points are percentage points of test accuracy after the last epoch; ± covers other seeds and other images of "
        "the same kind, at 95 %.",
        lambda found: _two_arms(found) and found.looks == 1,
    ),
    Sentence(
        "Points are percentage points of test accuracy after the last epoch; ± covers other seeds and other images of "
        "the same kind, and is widened for {pairs} pairs: in at least 95 of 100 such experiments no two arms are told "
        "apart that truly tie.",
        lambda found: found.looks == 1,
    ),
    Sentence(
        "Points are percentage points of test accuracy after the last epoch; ± covers other seeds and other images of "
        "the same kind, at 95 % for all {looks} learning rates together.",
        _two_arms,
    ),
    Sentence(
        "Points are percentage points of test accuracy after the last epoch; ± covers other seeds and other images of "
        "the same kind, and is widened for {pairs} pairs and {looks} learning rates: in at least 95 of 100 such "
        "experiments no two arms are told apart at any rate that truly tie there."
    ),
)
"""What the interval covers. Of several pairs Holm's correction (`core.evidence.statistics`) promises no more."""

TOP: Sentences = (
    Sentence("{leader} has the higher mean.", _two_arms),
    Sentence(
        "{leader} has the highest mean, and is not told apart from {unbeaten}. Told apart from it, and behind: "
        "{beaten}.",
        lambda found: len(found.unbeaten) == 1,
    ),
    Sentence(
        "{leader} has the highest mean, and is not told apart from {unbeaten}; the figures are for {rival}. Told apart "
        "from it, and behind: {beaten}.",
        lambda found: bool(found.beaten),
    ),
    Sentence("{leader} has the highest mean, and is not told apart from any other; the figures are for {rival}."),
)
"""Where several arms cannot be told from the leader, or a better one can and a worse one cannot."""

NOTHING = ""
NEXT: Sentences = (Sentence(NOTHING, _two_arms), Sentence("The next is {rival}."))
DETAILS: dict[VerdictKind, Sentences] = {
    "winner": NEXT,
    "small_lead": NEXT,
    "too_close": TOP,
    "tie": (
        Sentence("On these test images nothing tells them apart.", _two_arms),
        Sentence("At the top are {tied}: on these test images nothing tells them apart."),
    ),
    "one_seed": (
        Sentence("{tied}: another seed may change that. Train 3 seeds or more.", _equal),
        Sentence("{leader} is ahead of {rival}, and another seed may turn that round. Train 3 seeds or more."),
    ),
    "one_arm": (Sentence("Add an arm to compare it with."),),
}
"""Which arms it is about, or what is missing."""

PARTS: tuple[Sentence[Comparison], ...] = (
    Sentence(
        "All of the ± {half} comes from the {seeds} seeds; the {images:,} test images by themselves would leave "
        "± {images_alone}.",
        lambda row: row.seeds_alone == row.half_width,
    ),
    Sentence(
        "The ± {half} comes for the most part from the images: the {images:,} test images by themselves would leave "
        "± {images_alone}, the {seeds} seeds by themselves ± {seeds_alone}.",
        lambda row: (row.images_alone or 0.0) > (row.seeds_alone or 0.0),
    ),
    Sentence(
        "The ± {half} comes for the most part from the seeds: the {seeds} seeds by themselves would leave "
        "± {seeds_alone}, the {images:,} test images by themselves ± {images_alone}."
    ),
)
"""Where the uncertainty comes from. The interval is the wider of two tests (`core.evidence.crossed`), so that what each
source leaves by itself does not add up to it."""

LITTLE = N_("Less than {matters} points, {least} of {images:,} images, is too little to matter.")
NEARLY_ALWAYS = N_(
    "Trained once each, from the same seed, {name} would be ahead more than 9 times in 10 on other images "
    "(interval, roughly at {level} %: {low} to {high} times)."
)
ABOUT = N_(
    "Trained once each, from the same seed, {name} would be ahead about {times} times in 10 on other images "
    "(interval at {level} %: {low} to {high} times)."
)

OUTLOOKS: dict[str, str] = {
    "seeds": N_("If the gap is truly this large, about {needed} seeds would tell it, four times in five."),
    "beyond": N_(
        "If the gap is truly this large, about {needed} seeds would tell it, four times in five: more than the "
        "{trained} that can be trained here."
    ),
    "many": N_("Even if the gap is truly this large, {most:,} seeds would hardly be enough to tell it."),
    "images": N_(
        "If seeds truly differ so little, more of them will not tell: the {images:,} test images are too few, "
        "and leave ± {images_alone} by themselves."
    ),
    "unsaid": "",
}
"""What more seeds would do, by `core.evidence.odds.Outlook`; `beyond` where more would tell than can be trained."""

DIVERGED = N_(
    "{name} diverged in {count} of {seeds} seeds: what is said of such a run is of its last network whose costs were "
    "finite."
)
DIVERGED_ALONE = N_("{name} diverged: what is said of it is of its last network whose costs were finite.")


def headline(found: Verdict, names: Sequence[str]) -> str:
    """The verdict in a line, with the arms' `names`."""
    return first(HEADLINES[found.kind], found).format(**_fields(found, names))


def detail(found: Verdict, names: Sequence[str]) -> str:
    """What the headline leaves open: which arms it is about, and what its interval covers."""
    return together([which(found, names), covered(found, names)])


def which(found: Verdict, names: Sequence[str]) -> str:
    """Which arms the headline is about, or what is missing; '' where it says so itself."""
    return first(DETAILS[found.kind], found).format(**_fields(found, names))


def covered(found: Verdict, names: Sequence[str]) -> str:
    """What the headline's interval covers; '' where it has none."""
    return first(COVERED, found).format(**_fields(found, names)) if found.kind in TESTED else ""


def further(found: Verdict, names: Sequence[str]) -> list[str]:
    """Sentences on where the uncertainty comes from, on one training of each, and on what more seeds would tell."""
    lead, fields = found.lead, _fields(found, names)
    if lead is None or found.kind not in TESTED:
        return []
    said = [LITTLE] if found.kind == "small_lead" else []
    said.append(first(PARTS, lead))
    outlook, needed = lead.outlook()
    fields["needed"] = needed
    if odds := lead.odds():
        said.append(NEARLY_ALWAYS if odds.estimate > 0.95 else ABOUT)
        fields |= {"name": small(names[found.leader]), "level": f"{100 * lead.level:.3g}"}
        low, high = math.floor(10 * odds.low), math.ceil(10 * odds.high)
        fields |= {"times": round(10 * odds.estimate), "low": low, "high": high}
    said.append(OUTLOOKS["beyond" if needed is not None and needed > settings.MOST_SEEDS else outlook])
    return [_(text).format(**fields) for text in said if text]


def diverged(counts: Sequence[int], seeds: int, names: Sequence[str]) -> list[str]:
    """A sentence for every arm that diverged in some of its seeds."""
    template = DIVERGED if seeds > 1 else DIVERGED_ALONE
    some = ((name, count) for name, count in zip(names, counts, strict=True) if count)
    return [_(template).format(name=name, count=count, seeds=seeds) for name, count in some]


def _fields(found: Verdict, names: Sequence[str]) -> dict[str, object]:
    """What the sentences name."""
    fields: dict[str, object] = {
        "leader": names[found.leader],
        "seeds": found.seeds,
        "images": found.images,
        "pairs": len(found.comparisons),
        "looks": found.looks,
        "matters": MATTERS,
        "least": round(MATTERS * found.images / 100),
        "most": MOST_SEEDS,
        "trained": settings.MOST_SEEDS,
    }
    lead = found.lead
    if lead is None:
        return fields
    half = lead.half_width or 0.0
    places = places_of(abs(lead.difference), half)
    return {
        **fields,
        "difference": f"{abs(lead.difference):.{places}f}",
        "half": f"{half:.{places}f}",
        "seeds_alone": fine(lead.seeds_alone or 0.0, places),
        "images_alone": fine(lead.images_alone or 0.0, places),
        "rival": names[lead.second],
        "unbeaten": listed([names[arm] for arm in found.unbeaten]),
        "beaten": listed([names[arm] for arm in found.beaten]),
        "tied": listed([names[arm] for arm in (found.leader, *found.tied)]),
        "ahead": lead.images_ahead,
    }
