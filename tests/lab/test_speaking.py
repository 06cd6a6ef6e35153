"""What is put together from words, in Chinese too: names of arms, goals, refusals, and the spaces between letters."""

from __future__ import annotations

import re
from multiprocessing import Pipe

import pytest

from core.evidence.reach import Reach
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.pairs import valid_pairs
from core.settings import SETTINGS
from core.words import said
from lab import goals, links, wording
from lab.languages.spacing import spaced
from lab.languages.words import LANGUAGES, _, speaking
from lab.saying import followed, together
from lab.serving.caps import Caps, Refused
from lab.serving.ledger import Ledger
from lab.storage.trouble import REASONS, in_words
from lab.workers.child import FAILED
from lab.workers.interface import Failed

LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = {"softmax", "sigmoid", "relu", "tanh", "gzip", "SHA"}
"""Words that are the same in Chinese."""

ARMS = (
    "softmax:log_likelihood:0.5",
    "linear:quadratic:3",
    "sigmoid:quadratic:3:hidden=30,20:l2=0.1",
    "sigmoid:quadratic:3",
)


def foreign(text: str) -> set[str]:
    """The words of a Chinese text that are not Chinese."""
    return set(LATIN.findall(text)) - NAMES


def arms(*texts: str) -> list[Arm]:
    return [Arm.parse(text) for text in texts]


def test_names_of_arms_are_chinese() -> None:
    with speaking("zh"):
        assert wording.arm_names(arms(*ARMS)) == (
            "softmax 配对数似然",
            "线性配二次损失",
            "sigmoid 配二次损失（30-20 个隐藏单元、λ = 0.1）",
            "sigmoid 配二次损失",
        )
        assert wording.short_names(arms("softmax:quadratic:3", "linear:quadratic:3")) == ("softmax 层", "线性层")
        assert wording.rated_names(arms("sigmoid:quadratic:3", "sigmoid:cross_entropy:0.5")) == (
            "二次损失（学习率 3）",
            "交叉熵损失（学习率 0.5）",
        )
        assert not {word for row in valid_pairs() for word in foreign(wording.pair_name(*row.key))}
        assert next(_(row.name) for row in valid_pairs()) == "Softmax 配对数似然"


@pytest.mark.parametrize("key", LANGUAGES)
def test_a_label_has_the_letters_of_the_name(key: str) -> None:
    def letters(text: str) -> str:
        return re.sub(r"\W", "", text)

    several = [*arms(*ARMS), *arms(ARMS[0], ARMS[0], "softmax:log_likelihood:1:init=large")]
    with speaking(key):
        names, labels = wording.arm_names(several), wording.arm_labels(several)
    assert [letters("".join(lines)) for lines in labels] == list(map(letters, names))
    assert len(set(map(len, labels))) == 1
    assert len(labels[0]) > 2


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_are_chinese(name: str) -> None:
    row = SETTINGS[name]
    with speaking("zh"):
        values = [row.default, *row.apart]
        assert not foreign(" ".join([_(row.label), *(_(row.words(value)) for value in values)]))


def test_how_soon_arms_get_there_is_said_with_spaces_where_letters_meet() -> None:
    found = [Reach((0.7, 0.55, 0.7)), Reach((11.0, None, 6.0))]
    with speaking("zh"):
        assert goals.headline(found, ("softmax 层", "线性层"), 0.8, 12) == (
            "softmax 层经过 0.7 轮达到 80%，线性层要 8.5 轮（只算达到了的种子）"
        )


def test_between_ideographs_and_letters_stands_one_space() -> None:
    assert spaced("训练30轮softmax层 领先，对数似然 配 a") == "训练 30 轮 softmax 层领先，对数似然配 a"
    with speaking("zh"):
        assert together(["一句。", "", "两句。"]) == "一句。两句。"


def test_a_link_and_a_setting_are_refused_in_chinese() -> None:
    query = [("v", "2"), ("arm", "softmax~hinge~fast"), ("foo", "1"), ("train", "3"), ("seeds", "1"), ("seeds", "2")]
    link = links.from_query(query)
    with speaking("zh"):
        told = [_(problem) for problem in (link.problem, *link.problems)]
    assert len(told) == 6
    assert set().union(*map(foreign, told)) == {"fast", "foo", "seeds"}, "what stands in the link itself"
    with pytest.raises(InvalidSetting) as wrong, speaking("zh"):
        Experiment(train=50_000, epochs=5000)
    assert str(wrong.value).startswith("training images times epochs must be at most 5,000,000, got 50,000 times 5,000")
    with speaking("zh"):
        assert not foreign(_(wrong.value.sentence))


def test_what_is_said_off_the_visitors_thread_is_chinese_where_it_is_shown() -> None:
    ledger = Ledger(1, Caps(experiment_seconds=0.001))
    with pytest.raises(Refused) as refused:
        ledger.submit(Experiment(), "ada", {}, 0.0)
    server, worker = Pipe()
    worker.send(Failed(said(FAILED, reason="x")))
    failed = server.recv()
    troubles = [*REASONS.values(), in_words(OSError())]
    with speaking("zh"):
        told = [
            _(refused.value.sentence),
            _(failed.message),
            *map(_, troubles),
            _(followed(said(FAILED, reason="x"), "")),
        ]
    assert not set().union(*map(foreign, told)), told
