"""The README in Chinese is the twin of that in English: what is no word is the same in both, so neither goes stale."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from core.settings import SETTINGS
from lab.commands.options import flag
from lab.languages import words
from lab.languages.words import _

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in (ENGLISH, CHINESE)}
OTHER = {ENGLISH: f"[中文]({CHINESE})", CHINESE: f"[English]({ENGLISH})"}

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)]+)\)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
ROW = re.compile(r"^\|(.*)\|$", re.MULTILINE)
HEADING = re.compile(r"^(#+) .*$", re.MULTILINE)
IDEOGRAPH = "[\u3400-\u9fff]"


def sections(name: str) -> list[str]:
    """The text of each section without its blocks of code, in order."""
    text = BLOCK.sub("", TEXTS[name].replace(OTHER[name], ""))
    return re.split(HEADING.pattern.replace("(#+)", "#+"), text, flags=re.MULTILINE)


def blocks(name: str) -> list[tuple[str, str]]:
    """The language and the text of each block of code."""
    return BLOCK.findall(TEXTS[name])


def cells(name: str) -> list[list[str]]:
    """The cells of each row of all tables."""
    return [[cell.strip() for cell in row.split("|")] for row in ROW.findall(TEXTS[name])]


def names(block: str) -> list[str]:
    """What a block that describes a shape begins its lines with."""
    return re.findall(r"^ *\S+", block, re.MULTILINE)


@pytest.mark.parametrize("name", TEXTS)
def test_each_links_to_the_other_at_the_top(name: str) -> None:
    assert TEXTS[name].splitlines()[2] == OTHER[name]


def test_sections_are_the_same() -> None:
    levels = [HEADING.findall(BLOCK.sub("", TEXTS[name])) for name in TEXTS]
    assert levels[0] == levels[1]


def test_commands_are_the_same() -> None:
    """A block without a language describes a shape: its names are the same."""
    english, chinese = ([(kind, text if kind else names(text)) for kind, text in blocks(name)] for name in TEXTS)
    assert english == chinese


@pytest.mark.parametrize("pattern", [LINK, CODE], ids=["links", "code"])
def test_links_and_code_are_the_same_in_every_section(pattern: re.Pattern[str]) -> None:
    """In any order: languages have orders of their own."""
    english, chinese = ([Counter(pattern.findall(text)) for text in sections(name)] for name in TEXTS)
    assert english == chinese


def test_numbers_are_the_same_in_every_section_and_row() -> None:
    """Each once: a language may repeat one."""
    for of in (sections, cells):
        english, chinese = ([set(NUMBER.findall(str(part))) for part in of(name)] for name in TEXTS)
        assert english == chinese


def test_tables_name_the_same_with_the_same_defaults() -> None:
    english, chinese = (
        [(len(row), row[0], row[1] if row[0].startswith("`--") else "") for row in cells(name) if "`" in row[0]]
        for name in TEXTS
    )
    assert english == chinese
    assert len(cells(ENGLISH)) == len(cells(CHINESE))


def test_options_mean_in_chinese_what_the_form_says() -> None:
    said = {row[0]: row[3] for row in cells(CHINESE) if row[0].startswith("`--")}
    with words.speaking("zh"):
        assert {f"`{flag(row)}`": _(row.help) for row in SETTINGS.values()} == {
            name: meaning for name, meaning in said.items() if name != "`--json FILE`"
        }


def test_ideographs_and_letters_stand_apart() -> None:
    """A space between them, as in the catalogue; and no English punctuation after an ideograph."""
    touching = rf"{IDEOGRAPH}[A-Za-z0-9`]|[A-Za-z0-9`]{IDEOGRAPH}|{IDEOGRAPH}[,.:;?!]"
    assert re.findall(touching, TEXTS[CHINESE]) == []
