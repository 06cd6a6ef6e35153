"""What Hypothesis draws from: valid arms and experiments of every kind, over the registries and the settings."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from core import limits
from core.experiment import Arm, Experiment
from core.kinds import Choice, Flag, Layers, Real, SettingKind, Whole
from core.pairs import valid_pairs
from core.settings import OWN, SETTINGS

VALUES: dict[type[SettingKind], Callable[[Any], st.SearchStrategy[Any]]] = {
    Whole: lambda kind: st.integers(kind.low, kind.high),
    Real: lambda kind: st.floats(kind.low, kind.high),
    Choice: lambda kind: st.sampled_from(list(kind.registry)),
    Layers: lambda kind: st.lists(
        st.integers(int(kind.units.low), int(kind.units.high)), max_size=int(kind.layers.high)
    ).map(tuple),
    Flag: lambda _: st.booleans(),
}


def value_of(name: str) -> st.SearchStrategy[Any]:
    """Any value that the setting allows."""
    kind = SETTINGS[name].kind
    return VALUES[type(kind)](kind)


OTHERS: dict[type[SettingKind], Callable[[Any, Any], Any]] = {
    Whole: lambda kind, default: default + 1 if default < kind.high else default - 1,
    Real: lambda kind, default: (default + kind.high) / 2,
    Choice: lambda kind, default: next(key for key in kind.registry if key != default),
    Layers: lambda _, default: (20, 10) if default != (20, 10) else (10,),
    Flag: lambda _, default: not default,
}


def other_than_default(name: str) -> Any:
    """A value of the setting that is not its default."""
    row = SETTINGS[name]
    return OTHERS[type(row.kind)](row.kind, row.default)


arms = st.sampled_from([row.key for row in valid_pairs()]).flatmap(
    lambda key: st.builds(
        Arm,
        st.just(key[0]),
        st.just(key[1]),
        st.floats(limits.LEARNING_RATE.low, limits.LEARNING_RATE.high),
        **{name: st.none() | value_of(name) for name in OWN},
    )
)


@st.composite
def experiments(draw: st.DrawFn, most_arms: int = 6) -> Experiment:
    """Any valid experiment of one to `most_arms` arms."""
    values = {name: draw(value_of(name)) for name in SETTINGS}
    train = values["train"]
    values["batch"] = draw(st.integers(1, min(1000, train)))
    values["epochs"] = draw(st.integers(1, min(15_000, 5_000_000 // train)))
    return Experiment(tuple(draw(st.lists(arms, min_size=1, max_size=most_arms))), **values)
