"""The store on SQLite and PostgreSQL, the same tests for both: what goes in comes out, for many at once."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from sqlalchemy import create_engine, func, select, text, update
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from core.experiment import Arm, Experiment
from core.results import RunResult
from lab.storage.codec import Packed, experiment_text, pack, read_experiment, unpack
from lab.storage.database import Database
from lab.storage.dialects import dialect_of
from lab.storage.schema import EXPERIMENTS, MEMBERS, METADATA, RUNS, SCHEMA, VERSION, VISITS
from lab.storage.shelf import run_keys
from lab.storage.store import SETTING, Store, default_url
from tests.lab.strategies import experiments
from tests.lab.synthetic import finished, finished_runs

ROOT = Path(__file__).parents[2]
SMALL = Experiment(epochs=2, seeds=2)
OTHER = Experiment((Arm("linear", "quadratic", 0.1, hidden=(20, 10)),), epochs=3, seeds=1, test_each_epoch=True)


def outside(url: str) -> Engine:
    """A connection past the store."""
    parsed = make_url(url)
    return create_engine(parsed.set(drivername=dialect_of(parsed).driver), poolclass=NullPool)


def put(store: Store, experiment: Experiment, visitor: str | None = None) -> list[RunResult]:
    results = finished_runs(experiment)
    store.put_runs(results)
    store.put_experiment(experiment, visitor)
    return results


def assert_holds(store: Store, results: list[RunResult]) -> None:
    found = store.get_runs([result.run.key for result in results])
    assert [found[result.run.key].same(result) for result in results] == [True] * len(results)


@pytest.mark.parametrize("experiment", [SMALL, OTHER], ids=["small", "other"])
def test_what_goes_in_comes_out_bit_for_bit(store: Store, experiment: Experiment) -> None:
    results = put(store, experiment)
    assert_holds(store, results)
    assert store.notice is None
    found = store.get_runs([results[0].run.key])[results[0].run.key]
    assert found == results[0]
    assert [record.seconds for record in found.records] == [record.seconds for record in results[0].records]


def test_an_empty_store_holds_nothing(store: Store) -> None:
    assert store.get_runs(["x"]) == {}
    assert store.get_runs([]) == {}
    assert store.known(["x"]) == set()
    assert store.recent(10) == []
    assert store.recent(10, "somebody") == []
    assert store.has_all([])
    assert not store.has_all(["x"])


def test_results_last(url: str, open_store: Callable[..., Store]) -> None:
    first = open_store(url)
    results = put(first, SMALL)
    first.close()
    assert_holds(open_store(url), results)


def test_a_fresh_process_finds_the_results(store: Store, url: str) -> None:
    results = put(store, SMALL)
    code = "import sys; from lab.storage.store import Store; print(Store(sys.argv[1]).has_all(sys.argv[2:]))"
    keys = [result.run.key for result in results]
    done = subprocess.run(
        [sys.executable, "-c", code, url, *keys], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "True\n"


def test_runs_are_read_without_their_weights_where_nobody_needs_them(store: Store) -> None:
    results = finished_runs(SMALL)
    store.put_runs(results)
    light = store.get_runs([result.run.key for result in results], weights=False)
    assert all(light[result.run.key].same(replace(result, weights=())) for result in results)


def test_known_and_has_all(store: Store) -> None:
    keys = [result.run.key for result in put(store, SMALL)]
    assert store.has_all(keys)
    assert not store.has_all([*keys, "x"])
    assert store.known([*keys, "x"]) == set(keys)


def test_many_keys_at_once(store: Store) -> None:
    results = put(store, SMALL)
    keys = [f"{number:064x}" for number in range(2_000)] + [result.run.key for result in results]
    assert store.known(keys) == {result.run.key for result in results}
    assert len(store.get_runs(keys)) == len(results)


def test_infinities_and_every_kind_of_nan_survive(store: Store) -> None:
    run = SMALL.run(SMALL.arms[0], 0)
    strange = np.array([0x7FF8000000000001, 0xFFF8000000000000, 0x7FF0000000000000, 0x8000000000000000], np.uint64)
    numbers = strange.view(np.float64).tolist()
    plain = finished(run)
    last = replace(plain.records[-1], training_cost=numbers[1], validation_cost=np.inf, minibatch_costs=tuple(numbers))
    diverged = replace(plain, records=(*plain.records[:-1], last), weights=(np.full((10, 785), np.nan, np.float32),))
    store.put_runs([diverged])
    found = store.get_runs([run.key])[run.key]
    assert found.same(diverged)
    assert found.diverged == run.epochs
    costs = np.array([found.records[-1].training_cost, *found.records[-1].minibatch_costs])
    assert costs.view(np.uint64).tolist() == [int(strange[1]), *strange.tolist()]


def test_the_same_run_may_be_put_again(store: Store) -> None:
    run = SMALL.run(SMALL.arms[0], 0)
    store.put_runs([finished(run)])
    store.put_runs([finished(run, scale=2)])
    assert_holds(store, [finished(run, scale=2)])


def test_recent_lists_the_newest_first_with_the_accuracy_of_each_arm(store: Store) -> None:
    before = datetime.now(UTC)
    results = put(store, SMALL)
    put(store, OTHER)
    newest, oldest = store.recent(10)
    assert (newest.experiment, oldest.experiment) == (OTHER, SMALL)
    assert before <= oldest.created <= oldest.seen <= newest.seen <= datetime.now(UTC)
    accuracies = [result.validation_accuracy for result in results]
    means = [(accuracies[0] + accuracies[1]) / 2, (accuracies[2] + accuracies[3]) / 2]
    assert oldest.accuracies == pytest.approx(means)
    assert oldest.spreads == pytest.approx([np.std(accuracies[:2], ddof=1), np.std(accuracies[2:4], ddof=1)])
    assert oldest.best == int(np.argmax(means))
    assert store.recent(1) == [newest]
    store.put_experiment(SMALL, None)
    newest = store.recent(1)[0]
    assert newest.experiment == SMALL
    assert newest.created < newest.seen


def test_recent_lists_complete_experiments_only(store: Store) -> None:
    store.put_experiment(SMALL, "a")
    assert store.recent(10) == []
    results = finished_runs(SMALL)
    store.put_runs(results[1:])
    assert store.recent(10, "a") == []
    store.put_runs(results[:1])
    assert [row.experiment for row in store.recent(10, "a")] == [SMALL]


def test_a_visitor_sees_their_own(store: Store) -> None:
    put(store, SMALL, "one")
    put(store, OTHER, "two")
    store.put_experiment(OTHER, "one")
    assert [row.experiment for row in store.recent(10, "one")] == [OTHER, SMALL]
    assert [row.experiment for row in store.recent(10, "two")] == [OTHER]
    assert store.recent(10, "three") == []


def test_of_a_visitor_only_a_hash_is_kept(store: Store, url: str) -> None:
    put(store, SMALL, "session-4711")
    with outside(url).connect() as connection:
        (visitor,) = connection.scalars(select(VISITS.c.visitor))
    assert visitor == hashlib.sha256(b"session-4711").hexdigest()


def test_the_least_recently_used_go_first(url: str, open_store: Callable[..., Store]) -> None:
    experiments = [Experiment(SMALL.arms[:1], epochs=1, seeds=1, first_seed=seed) for seed in range(12)]
    size = pack(finished_runs(experiments[0])[0]).size
    store = open_store(url, limit_bytes=int(size * 9.5 / 0.8))  # a tenth for lists, one for the log of writes
    for experiment in experiments[:9]:
        put(store, experiment)
    (first,) = run_keys(experiments[0])
    assert store.get_runs([first])  # used again: the second one is now the oldest
    for experiment in experiments[9:]:
        put(store, experiment)
    kept = [store.has_all(run_keys(experiment)) for experiment in experiments]
    assert kept[0]
    assert not kept[1]
    assert kept[9:] == [True] * 3
    with outside(url).connect() as connection:
        assert connection.scalar(select(func.sum(RUNS.c.size))) <= size * 9.5
        listed = set(connection.scalars(select(EXPERIMENTS.c.key)))
        assert set(connection.scalars(select(MEMBERS.c.experiment))) == listed
    assert listed == {experiment.key for experiment, here in zip(experiments, kept, strict=True) if here}
    assert store.notice is None


def test_runs_larger_than_the_limit_are_kept_until_the_next(url: str, open_store: Callable[..., Store]) -> None:
    store = open_store(url, limit_bytes=10)
    assert_holds(store, put(store, SMALL))
    assert_holds(store, put(store, OTHER))
    assert not store.known(run_keys(SMALL))


def test_the_list_of_experiments_is_bounded(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.storage.lists.MOST_EXPERIMENTS", 3)
    for seed in range(5):
        store.put_experiment(replace(SMALL, first_seed=seed), "v")
    with outside(url).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(EXPERIMENTS)) == 3
        assert connection.scalar(select(func.count()).select_from(VISITS)) == 3


def test_a_damaged_run_counts_as_missing_is_told_once_and_is_written_anew(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    results = put(store, SMALL)
    ruined = {column: results[index].run.key for index, column in enumerate(["document", "weights", "predictions"])}
    with outside(url).begin() as connection:
        for column, key in ruined.items():
            connection.execute(update(RUNS).where(RUNS.c.key == key).values({column: b"\x78\x01 not a run"}))
    for _ in range(3):
        assert store.get_runs([result.run.key for result in results]).keys() == {results[3].run.key}
    assert len(caplog.records) == len(ruined)
    assert store.notice is None
    store.put_runs(results)
    assert_holds(store, results)


def test_a_run_under_the_wrong_key_is_not_given_out(store: Store, url: str) -> None:
    results = put(store, SMALL)
    wrong = "0" * 64
    with outside(url).begin() as connection:
        connection.execute(update(RUNS).where(RUNS.c.key == results[0].run.key).values(key=wrong))
    assert store.get_runs([wrong]) == {}


def test_an_experiment_that_is_no_longer_allowed_is_not_listed(store: Store, url: str) -> None:
    put(store, SMALL)
    put(store, OTHER)
    with outside(url).begin() as connection:
        unknown = experiment_text(OTHER).replace("quadratic", "cubic")
        connection.execute(update(EXPERIMENTS).where(EXPERIMENTS.c.key == OTHER.key).values(settings=unknown))
    assert [row.experiment for row in store.recent(10)] == [SMALL]


def test_threads_read_and_write_at_once(store: Store) -> None:
    parts = [Experiment(SMALL.arms, epochs=1, seeds=1, first_seed=seed % 6) for seed in range(24)]

    def work(experiment: Experiment) -> bool:
        put(store, experiment, "v")
        store.recent(5)
        return store.has_all(run_keys(experiment))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, parts))
    assert store.notice is None
    assert len(store.recent(10)) == 6


def test_replicas_write_the_same_runs_at_once(store: Store, url: str) -> None:
    """Two processes start on the same database, empty but for its tables, and write the same runs in opposite order."""
    writers = [
        subprocess.Popen(
            [sys.executable, ROOT / "tests/lab/writer.py", url, "15", order],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for order in ("up", "down")
    ]
    for writer in writers:
        written, _ = writer.communicate(timeout=60)
        assert written.split()[-1] == "None"  # the writer's own notice
        assert writer.returncode == 0
    results = [finished(replace(SMALL, seeds=20).run(SMALL.arms[0], seed)) for seed in range(15)]
    assert_holds(store, results)


def test_replicas_make_the_tables_at_once(url: str) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, ROOT / "tests/lab/writer.py", url, "1", "up"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(3)
    ]
    assert [writer.communicate(timeout=60)[0].split()[-1] for writer in writers] == ["None"] * 3


def test_a_newer_schema_is_left_alone(url: str, open_store: Callable[..., Store]) -> None:
    first = open_store(url)
    results = put(first, SMALL)
    with outside(url).begin() as connection:
        connection.execute(update(SCHEMA).values(version=VERSION + 1))
    later = open_store(url)
    assert "newer version of this program" in str(later.notice)
    assert later.get_runs([results[0].run.key]) == {}
    assert_holds(later, put(later, OTHER))
    assert [row.experiment for row in later.recent(10)] == [OTHER]
    with outside(url).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RUNS)) == len(results)


def test_an_older_schema_is_made_anew(url: str, open_store: Callable[..., Store]) -> None:
    with outside(url).begin() as connection:
        METADATA.create_all(connection, [SCHEMA])
        connection.execute(SCHEMA.insert().values(version=0))
        connection.execute(text("CREATE TABLE lab_runs (id INTEGER, old TEXT)"))
        connection.execute(text("INSERT INTO lab_runs VALUES (1, 'x')"))
    store = open_store(url)
    assert "older version of this program" in str(store.notice)
    assert_holds(store, put(store, SMALL))
    assert open_store(url).notice is None


def test_tables_of_others_are_left_alone(url: str, open_store: Callable[..., Store]) -> None:
    with outside(url).begin() as connection:
        connection.execute(text("CREATE TABLE runs (id INTEGER)"))
        connection.execute(text("INSERT INTO runs VALUES (1)"))
    store = open_store(url)
    assert store.notice is None
    put(store, SMALL)
    with outside(url).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == 1


def test_eighteen_runs_are_read_within_50_ms(store: Store) -> None:
    six = tuple(Arm("sigmoid", "quadratic", rate) for rate in (0.1, 0.3, 1, 3, 10, 30))
    results = put(store, Experiment(six, epochs=30, seeds=3))
    keys = [result.run.key for result in results]
    assert len(keys) == 18

    def seconds() -> float:
        started = time.perf_counter()
        assert len(store.get_runs(keys)) == 18
        return time.perf_counter() - started

    assert any(seconds() < 0.05 for _ in range(100))  # one is enough: other programs may be busy on this machine


def test_the_setting_names_the_database(
    url: str, open_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, url)
    results = put(open_store(), SMALL)
    assert_holds(open_store(url), results)


def test_without_a_setting_results_lie_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv(SETTING)
    store = Store()
    store.close()
    assert make_url(default_url()).database == str(tmp_path / "output-layers-and-losses" / "results.sqlite3")
    assert (tmp_path / "output-layers-and-losses" / "results.sqlite3").exists()


@given(experiments())
def test_any_experiment_is_read_back(experiment: Experiment) -> None:
    assert read_experiment(experiment_text(experiment)) == experiment


@given(experiments(most_arms=1))
def test_any_run_is_read_back(experiment: Experiment) -> None:
    short = replace(experiment, epochs=2)
    result = finished(short.run(short.arms[0], short.first_seed))
    packed = pack(result)
    assert unpack(Packed(packed.document, packed.weights, packed.predictions)).same(result)


def test_a_run_without_layers_beside_the_output_is_packed(open_store: Callable[..., Store]) -> None:
    run = replace(SMALL, hidden=()).run(SMALL.arms[0], 0)
    assert [layer.shape for layer in unpack(pack(finished(run))).weights] == [(10, 785)]


def test_arrays_of_a_stored_run_cannot_be_changed_by_accident(store: Store) -> None:
    (result, *_) = put(store, SMALL)
    found = store.get_runs([result.run.key])[result.run.key]
    assert not any(array.flags.writeable for array in (*found.weights, found.predictions))


def test_reading_does_not_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor who opens a link must not wait for a writer."""
    results = put(store, SMALL)
    monkeypatch.setattr(Database, "_writing", None)
    assert_holds(store, results)
    assert len(store.recent(3)) == 1
    assert store.notice is None
    monkeypatch.undo()
