"""The pages of the dashboard, a row each: the menu, the heading, the way on and Home's contents follow from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.form import address, learning_rates
from ui.form.forms import Form
from ui.session import Query

UNDERSTAND = "Understand"
"""The group of the pages that explain what is seen."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its heading, a Material icon, and the one question that it answers.

    `next` is the address of the page that a reader goes on to, '' for none. `about` says in Home's contents what the
    page is for, `group` is its heading in the menu, and `label` its name there where the title is too long. `carries`
    gives, for pages that show the experiment in the form, what the links of the menu carry along of it.
    """

    slug: str
    title: str
    icon: str
    question: str
    next: str = ""
    about: str = ""
    group: str = ""
    label: str = ""
    carries: Callable[[Form | None], Query | None] = lambda _: None

    @property
    def path(self) -> str:
        """The script that draws the page; its name is the address."""
        return f"pages/{self.slug}.py" if self.slug else "streamlit_app.py"

    @property
    def name(self) -> str:
        """What links to the page say."""
        return self.label or self.title


HOME = Page(
    "",
    "Output layers and losses",
    ":material/home:",
    "What does a neural network gain from a softmax output layer, and what from its loss? "
    "Choose some, train them on the same handwritten digits, and watch.",
    label="Home",
)
COMPARE = Page(
    "compare",
    "Compare",
    ":material/stacked_line_chart:",
    "What changes with the output layer and the loss?",
    carries=address.carried,
)
DIGITS = Page(
    "digits",
    "Digits",
    ":material/draw:",
    "What does each network answer, digit by digit, and what does it look at?",
    carries=address.carried,
)
LEARNING_RATE = Page(
    "learning_rate",
    "Learning rate",
    ":material/speed:",
    "Which learning rate suits each arm, and who is ahead when each has its own?",
    carries=lambda form: address.carried(form, learning_rates.pairs()),
)
BOOK = Page(
    "book",
    "The book",
    ":material/menu_book:",
    "Do the figures of Nielsen's *Neural Networks and Deep Learning* come out here, too?",
)
RECENT = Page(
    "recent",
    "Recent",
    ":material/history:",
    "What was trained here lately? Stored results open at once.",
)
SOFTMAX = Page(
    "softmax",
    "Softmax",
    ":material/equalizer:",
    "How do the four logits of a layer become shares of one whole?",
    "inverse",
    "Move the logits and watch the outputs share out one whole.",
    UNDERSTAND,
)
INVERSE = Page(
    "inverse",
    "Inverting softmax",
    ":material/undo:",
    "Can the logits be read back from the activations?",
    "likelihood",
    "What the outputs still tell of the logits, and what they forget.",
    UNDERSTAND,
)
LIKELIHOOD = Page(
    "likelihood",
    "Log-likelihood",
    ":material/trending_down:",
    "Why is the logarithm of one activation a cost?",
    "slowdown",
    "Why minus the logarithm of one output is a cost.",
    UNDERSTAND,
)
SLOWDOWN = Page(
    "slowdown",
    "Learning slowdown",
    ":material/hourglass_bottom:",
    "Why does a neuron that is badly wrong sometimes learn slowest?",
    "pairs",
    "Why a neuron that is badly wrong may learn slowly, and what a loss can do about it.",
    UNDERSTAND,
)
PAIRS = Page(
    "pairs",
    "Pairs",
    ":material/grid_on:",
    "Which output layer goes with which loss, and which pair should one choose?",
    about="Which output layer goes with which loss, and why.",
    group=UNDERSTAND,
)

MENU: tuple[Page, ...] = (
    HOME,
    COMPARE,
    DIGITS,
    LEARNING_RATE,
    BOOK,
    RECENT,
    SOFTMAX,
    INVERSE,
    LIKELIHOOD,
    SLOWDOWN,
    PAIRS,
)
"""The pages in the order of the menu. To add a page: write its script, add its row and name it here."""

BY_SLUG = {page.slug: page for page in MENU}
