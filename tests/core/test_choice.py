"""Which engine trains, and what must never be loaded to know it."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.engine import choice
from core.engine.choice import ENGINES, SETTING, chosen
from core.limits import InvalidSetting

ROOT = Path(__file__).resolve().parents[2]


def run(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", ENGINES)
def test_the_variable_names_an_engine(name, monkeypatch, needs_engine):
    needs_engine(name)
    monkeypatch.setenv(SETTING, name)
    assert chosen().name == name
    assert chosen().identity == f"{name} {chosen().version}"


def test_the_compiled_engine_is_chosen_where_it_can_run(monkeypatch, needs_engine):
    needs_engine("compiled")
    monkeypatch.delenv(SETTING, raising=False)
    assert chosen().name == "compiled"


def test_without_numba_the_plain_engine_is_chosen_and_the_compiled_one_refused(monkeypatch):
    monkeypatch.setattr(choice, "_found", lambda package: package != "numba")
    monkeypatch.delenv(SETTING, raising=False)
    assert chosen().name == "plain"
    monkeypatch.setenv(SETTING, "compiled")
    with pytest.raises(
        InvalidSetting, match=r"'compiled' in LAB_ENGINE needs the package numba, which is not installed"
    ):
        chosen()


def test_an_unknown_engine_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv(SETTING, "fast")
    with pytest.raises(InvalidSetting, match="the engine in LAB_ENGINE must be one of compiled, plain, got 'fast'"):
        chosen()


def test_the_web_process_never_loads_an_engine():
    """Everything that a page imports, and the engine's identity, without Numba."""
    code = """
import importlib, pkgutil, sys
import core.training, lab, ui
for package in (lab, ui):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
from core.engine.choice import chosen
chosen().identity
print([name for name in sys.modules if name.partition(".")[0] in ("numba", "llvmlite")])
"""
    assert run(code) == "[]"


def test_everything_trains_where_numba_is_not_installed():
    code = """
import sys
sys.modules["numba"] = None  # whoever imports it is told that there is none
from core.datasets import mnist
from core.engine import choice
choice.find_spec = lambda package: None if package == "numba" else object()
from core.experiment import Experiment
from core.training import Training
training = Training(Experiment(train=50, validation=50, epochs=1).runs(0), mnist())
list(training)
print({result.engine for result in training.results()})
"""
    assert run(code) == "{'plain 1'}"
