"""What Hypothesis draws from: valid arms and experiments of every kind, over the registries."""

from hypothesis import strategies as st

from core import limits
from core.activations import ACTIVATIONS
from core.experiment import Arm, Experiment
from core.pairs import PAIRS
from core.weights import INITS


def within(limit: limits.Limit) -> st.SearchStrategy[float]:
    """Any number that the limit allows."""
    if limit.whole:
        return st.integers(int(limit.low), int(limit.high))
    return st.floats(limit.low, limit.high)


hidden_layers = st.lists(within(limits.HIDDEN_UNITS), max_size=2).map(tuple)

arms = st.sampled_from([row.key for row in PAIRS.values() if not row.refused]).flatmap(
    lambda key: st.builds(
        Arm,
        st.just(key[0]),
        st.just(key[1]),
        within(limits.LEARNING_RATE),
        hidden=st.none() | hidden_layers,
        hidden_activation=st.none() | st.sampled_from(list(ACTIVATIONS)),
        init=st.none() | st.sampled_from(list(INITS)),
        l2=st.none() | within(limits.L2),
    )
)


@st.composite
def experiments(draw: st.DrawFn, most_arms: int = 6) -> Experiment:
    """Any valid experiment of one to `most_arms` arms."""
    train = draw(within(limits.TRAIN))
    return Experiment(
        arms=tuple(draw(st.lists(arms, min_size=1, max_size=most_arms))),
        train=train,
        validation=draw(within(limits.VALIDATION)),
        hidden=draw(hidden_layers),
        hidden_activation=draw(st.sampled_from(list(ACTIVATIONS))),
        init=draw(st.sampled_from(list(INITS))),
        batch=draw(st.integers(1, min(1000, train))),
        l2=draw(within(limits.L2)),
        epochs=draw(st.integers(1, min(15_000, 5_000_000 // train))),
        seeds=draw(within(limits.SEEDS)),
        first_seed=draw(within(limits.FIRST_SEED)),
        output_bias=draw(within(limits.OUTPUT_BIAS)),
        close_up=draw(within(limits.CLOSE_UP)),
        test_each_epoch=draw(st.booleans()),
    )
