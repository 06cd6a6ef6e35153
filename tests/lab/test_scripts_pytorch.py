"""Scripts for PyTorch, where it is installed: the project needs it for its benchmarks only."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.datasets import DATA
from core.experiment import Arm, Experiment
from core.pairs import Pair, valid_pairs
from lab.scripts.script import script

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed: benchmarks/requirements.txt has it")


def made(text: str, name: str) -> Any:
    """A function of a script, or nothing but what it imports and calls."""
    wanted = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.Import | ast.ImportFrom) or (isinstance(node, ast.FunctionDef) and node.name == name)
    ]
    space: dict[str, Any] = {}
    exec(compile(ast.Module(wanted, []), name, "exec"), space)  # noqa: S102 (of a text that we made)
    return space[name]


@pytest.mark.parametrize("row", valid_pairs(), ids=lambda row: "-".join(row.key))
def test_cost_and_gradient_of_every_pair(row: Pair) -> None:
    """PyTorch's own derivative is the delta of `core.pairs`."""
    arms = (Arm(*row.key, 0.5), Arm("softmax", "quadratic", 3), Arm("sigmoid", "quadratic", 3))
    cost = made(script(Experiment(arms), "pytorch"), "cost")
    rng = np.random.default_rng(0)
    logits, labels = 3 * rng.standard_normal((200, 10)), rng.integers(10, size=200)
    z = torch.tensor(logits, requires_grad=True)
    found = cost(str(arms[0]), z, torch.tensor(np.eye(10)[labels]))
    found.backward()
    assert found.item() == pytest.approx(row.cost(logits, labels).mean(), rel=1e-9)
    assert z.grad.numpy() == pytest.approx(row.delta(logits, labels) / 200, abs=1e-9)


def test_initial_weights_have_the_same_distributions() -> None:
    """Standard deviations of 23,520 weights and of 400 biases, to four standard errors."""
    scaled, large = (
        made(script(Experiment(init=init, output_bias=3), "pytorch"), "network") for init in ("scaled", "large")
    )
    torch.manual_seed(0)
    assert scaled()[0].weight.std().item() == pytest.approx(784**-0.5, rel=0.02)
    assert large()[0].weight.std().item() == pytest.approx(1, rel=0.02)
    first, last = (torch.cat([scaled()[layer].bias for _ in range(20)]) for layer in (0, 2))
    assert first.std().item() == pytest.approx(1, abs=0.12)
    assert first.mean().item() == pytest.approx(0, abs=0.17)
    assert last.mean().item() == pytest.approx(3, abs=0.3)


def test_a_script_trains(tmp_path: Path) -> None:
    """Weight decay, a run that diverges and two architectures go through."""
    arms = tuple(map(Arm.parse, ("softmax:log_likelihood:0.5:hidden=20", "linear:quadratic:100:hidden=none:l2=1")))
    file = tmp_path / "script.py"
    file.write_text(script(Experiment(arms, train=500, epochs=5, seeds=2), "pytorch"), encoding="utf-8")
    done = subprocess.run([sys.executable, file, DATA], capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    _, first, second = done.stdout.splitlines()
    assert float(first.split()[1]) > 60  # percent; guessing has 10
    assert second.count("diverged at epoch 1)") == 2
