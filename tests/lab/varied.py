"""Five experiments as different as can be, trained for real but in a second: what leaves the program must tell each."""

from functools import cache

from core.experiment import Arm, Experiment
from core.results import RunResult
from lab.seeds import train_here

QUICK = {"train": 100, "validation": 50, "epochs": 3, "seeds": 2}

VARIED = {
    "two hidden layers": Experiment(
        (Arm("softmax", "log_likelihood", 0.5), Arm("sigmoid", "cross_entropy", 0.5, hidden=(5,))),
        hidden=(12, 8),
        **QUICK,
    ),
    "tanh": Experiment(
        (Arm("softmax", "log_likelihood", 0.1), Arm("sigmoid", "quadratic", 3.0)),
        hidden_activation="tanh",
        test_each_epoch=True,
        first_seed=7,
        **QUICK,
    ),
    "lambda": Experiment(
        (Arm("softmax", "cross_entropy", 0.5, l2=5.0), Arm("softmax", "cross_entropy", 0.5)), close_up=2, **QUICK
    ),
    "hinge with linear": Experiment((Arm("linear", "hinge", 0.1),), hidden=(), **QUICK),
    "a diverging arm": Experiment((Arm("linear", "quadratic", 100.0), Arm("softmax", "log_likelihood", 0.5)), **QUICK),
}


@cache
def trained(name: str) -> list[list[RunResult]]:
    """The results of one of them, [arm][seed]."""
    return train_here(VARIED[name], lambda _: None)
