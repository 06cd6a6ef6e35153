"""The words of the report that do not depend on its experiment, by their names in the template."""

from __future__ import annotations

from lab.languages.words import N_, _

_WORDS = {
    "of": N_("Output layers and losses: report of a comparison on MNIST"),
    "settings": N_("Settings"),
    "arm": N_("arm"),
    "rate": N_("learning rate"),
    "own": N_("settings of its own"),
    "none": N_("none"),
    "verdict": N_("Verdict"),
    "table": N_("Table"),
    "runs": N_("Every run"),
    "grounds": N_("What the verdict rests on"),
    "measured": N_("How it was measured"),
    "versions": N_("Versions"),
    "of_versions": N_(
        "The engine is the one that trained the runs; the other versions are of the machine that wrote this report."
    ),
    "link": N_("Link"),
    "opens": N_("This opens the comparison:"),
    "opens_after": N_("After the address of any server of the program, this opens the comparison:"),
    "cite": N_("How to cite it"),
}


def words() -> dict[str, str]:
    """All of them in the reader's language."""
    return {name: _(text) for name, text in _WORDS.items()}
