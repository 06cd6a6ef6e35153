"""The settings of a server: what is wrong with them is said in a sentence each, and the README names them all."""

import re
from pathlib import Path

import pytest

from lab.environment import VARIABLES, caps, cautions, frame_ancestors, hosts, problems

ROOT = Path(__file__).parents[2]
WRONG = {
    "LAB_STORE": "mysql://lab:secret@example/lab",
    "LAB_WORKERS": "many",
    "LAB_ENGINE": "steam",
    "LAB_EXPERIMENT_MINUTES": "0",
    "LAB_VISITOR_MINUTES": "half an hour",
    "LAB_TOTAL_MINUTES": "-1",
    "LAB_ADDRESS_MINUTES": "nan",
    "LAB_CLIENT_HEADER": "X Forwarded: For",
    "LAB_FRAME_ANCESTORS": "https://course.example; script-src *",
    "LAB_HOSTS": "https://lab.example",
    "LAB_WORKER": "2",
}


def test_every_setting_that_cannot_be_used_is_a_sentence() -> None:
    assert WRONG.keys() >= VARIABLES.keys()
    found = problems({**WRONG, "PATH": "/bin"})
    assert len(found) == len(WRONG)
    assert all(re.search(r" must be .*got ", sentence) for sentence in found)
    assert not any("secret" in sentence for sentence in found)


def test_good_settings_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {
        "LAB_STORE": "postgresql://lab@db.example/lab",
        "LAB_WORKERS": "3",
        "LAB_ADDRESS_MINUTES": "60",
        "LAB_CLIENT_HEADER": "X-Forwarded-For",
        "LAB_FRAME_ANCESTORS": "'self'  https://course.example https://*.school.example:8443",
        "LAB_TOTAL_MINUTES": "",
        "LAB_HOSTS": "Lab.example *.school.example 192.0.2.7 ::1",
    }
    assert problems(good) == []
    monkeypatch.setenv("LAB_FRAME_ANCESTORS", good["LAB_FRAME_ANCESTORS"])
    assert frame_ancestors() == "'self' https://course.example https://*.school.example:8443"
    monkeypatch.setenv("LAB_HOSTS", good["LAB_HOSTS"])
    assert hosts() == ("lab.example", "*.school.example", "192.0.2.7", "::1")


def test_none_stands_alone_among_the_sites_that_may_frame_the_dashboard() -> None:
    assert problems({"LAB_FRAME_ANCESTORS": "'none'"}) == []
    (said,) = problems({"LAB_FRAME_ANCESTORS": "'none' https://course.example"})
    assert "'none' alone" in said


def test_a_limit_for_an_address_where_none_is_told_is_cautioned() -> None:
    assert len(cautions({"LAB_ADDRESS_MINUTES": "60"})) == 1
    assert cautions({"LAB_ADDRESS_MINUTES": "60", "LAB_CLIENT_HEADER": "X-Forwarded-For"}) == cautions({}) == []


def test_what_may_be_asked_for_is_a_setting() -> None:
    usual = caps({})
    assert (usual.experiment_seconds, usual.visitor_seconds, usual.seconds) == (1200, 1800, 14_400)
    chosen = caps({"LAB_EXPERIMENT_MINUTES": "1", "LAB_ADDRESS_MINUTES": "2.5"})
    assert (chosen.experiment_seconds, chosen.address_seconds, chosen.visitor_seconds) == (60, 150, 1800)


def test_the_readme_names_every_setting() -> None:
    told = re.findall(r"^\| `(LAB_\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(VARIABLES)
