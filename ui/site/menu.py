"""The pages of the dashboard, a row each: the menu, the heading, the way on and Home's contents follow from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lab.languages.words import N_
from ui.form import address, learning_rates
from ui.form.forms import Form
from ui.session import Query

UNDERSTAND = N_("Understand")
"""The group of the pages that explain what is seen."""

GUIDE: Query = [("guide", "1")]
"""What the address of such a page holds in the guided story, in which each begins with a prediction."""

GUIDE_ME = N_("Guide me: on every page, predict first")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its heading, a Material icon, and the one question that it answers.

    `shares` says what a link to the page holds. `next` is the address of the page that a reader goes on to, '' for
    none. `about` says in Home's contents what the page is for, `group` is its heading in the menu, and `label` its name
    there where the title is too long. `carries` gives, for pages that show the experiment in the form, what the links
    of the menu carry along of it.
    """

    slug: str
    title: str
    icon: str
    question: str
    shares: str = field(kw_only=True)
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
    N_("Output layers and losses"),
    ":material/home:",
    N_(
        "What does a neural network gain from a softmax output layer, and what from its loss? "
        "Choose some, train them on the same handwritten digits, and watch."
    ),
    shares=N_("It opens this page. There is nothing on it to set."),
    label=N_("Home"),
)
COMPARE = Page(
    "compare",
    N_("Compare"),
    ":material/stacked_line_chart:",
    N_("What changes with the output layer and the loss?"),
    shares=N_(
        "It opens this comparison with its arms and settings, and shows the result where there is one: the same for "
        "everybody. Opening it trains nothing."
    ),
    carries=address.carried,
)
DIGITS = Page(
    "digits",
    N_("Digits"),
    ":material/draw:",
    N_("What does each network answer, digit by digit, and what does it look at?"),
    shares=N_("It opens this page with the same networks, seed, tab and image. A drawing or a photo is not in it."),
    carries=address.carried,
)
LEARNING_RATE = Page(
    "learning_rate",
    N_("Learning rate"),
    ":material/speed:",
    N_("Which learning rate suits each arm, and who is ahead when each has its own?"),
    shares=N_(
        "It opens this page with its arms, settings and grid of learning rates, and shows the result where there is "
        "one. Opening it trains nothing."
    ),
    carries=lambda form: address.carried(form, learning_rates.pairs()),
)
BOOK = Page(
    "book",
    N_("The book"),
    ":material/menu_book:",
    N_("Do the figures of Nielsen's *Neural Networks and Deep Learning* come out here, too?"),
    shares=N_("It opens this page, which is the same for everybody."),
)
BOARD = Page(
    "board",
    N_("Class board"),
    ":material/groups:",
    N_("What does a class find that predicts together, and trains with a seed each?"),
    shares=N_(
        "It opens the board that is on the screen, for whoever wants to join, and without one the way to a new one."
    ),
    carries=address.carried,
)
NEW_BOARD = ("new", "1")
"""What a link to the class board holds beside an experiment, to open a new board of it."""
RECENT = Page(
    "recent",
    N_("Recent"),
    ":material/history:",
    N_("What was trained here lately? Stored results open at once."),
    shares=N_("It opens this page, with what has been trained here by then. What stands under Yours is yours alone."),
)
SOFTMAX = Page(
    "softmax",
    N_("Softmax"),
    ":material/equalizer:",
    N_("How do the four logits of a layer become shares of one whole?"),
    "inverse",
    N_("Move the logits and watch the outputs share out one whole."),
    UNDERSTAND,
    shares=N_(
        "It opens this page with the logits that are set here, the tab that is open, and what is set in it. "
        "Where the guided story is on, it is on there, too."
    ),
)
INVERSE = Page(
    "inverse",
    N_("Inverting softmax"),
    ":material/undo:",
    N_("Can the logits be read back from the activations?"),
    "likelihood",
    N_("What the outputs still tell of the logits, and what they forget."),
    UNDERSTAND,
    shares=N_(
        "It opens this page with the activations and the constant that are set here. "
        "Where the guided story is on, it is on there, too."
    ),
)
LIKELIHOOD = Page(
    "likelihood",
    N_("Log-likelihood"),
    ":material/trending_down:",
    N_("Why is the logarithm of one activation a cost?"),
    "slowdown",
    N_("Why minus the logarithm of one output is a cost."),
    UNDERSTAND,
    shares=N_(
        "It opens this page with the image that is chosen here and the tab that is open. "
        "Where the guided story is on, it is on there, too."
    ),
)
SLOWDOWN = Page(
    "slowdown",
    N_("Learning slowdown"),
    ":material/hourglass_bottom:",
    N_("Why does a neuron that is badly wrong sometimes learn slowest?"),
    "pairs",
    N_("Why a neuron that is badly wrong may learn slowly, and what a loss can do about it."),
    UNDERSTAND,
    shares=N_(
        "It opens this page with the weight, the bias and the learning rates that are set here, the tab that is open, "
        "and what is set in it. Where the guided story is on, it is on there, too."
    ),
)
PAIRS = Page(
    "pairs",
    N_("Pairs"),
    ":material/grid_on:",
    N_("Which output layer goes with which loss, and which pair should one choose?"),
    shares=N_(
        "It opens this page with the logits, the true class and the output layer that are chosen here. "
        "Where the guided story is on, it is on there, too."
    ),
    about=N_("Which output layer goes with which loss, and why."),
    group=UNDERSTAND,
)

MENU: tuple[Page, ...] = (
    HOME,
    COMPARE,
    DIGITS,
    LEARNING_RATE,
    BOOK,
    BOARD,
    RECENT,
    SOFTMAX,
    INVERSE,
    LIKELIHOOD,
    SLOWDOWN,
    PAIRS,
)
"""The pages in the order of the menu. To add a page: write its script, add its row and name it here."""

BY_SLUG = {page.slug: page for page in MENU}
