"""All boards of a server: who gets in, what is read how often, and what is trained for whom."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.datasets import mnist
from core.experiment import Experiment
from core.verdict import judge
from lab.boards import codes, hall, rules
from lab.boards.board import LASTS
from lab.boards.growth import FRESH, Growth
from lab.boards.hall import Hall
from lab.boards.refusal import Refusal
from lab.serving.caps import Refused
from lab.serving.snapshot import Snapshot
from lab.storage.store import Store
from tests.lab.synthetic import finished, finished_runs

SMALL = Experiment(epochs=3, train=100, validation=100)
NOW = 1_000_000.0


class Bench:
    """Stands in for the pool: tests say how far an experiment has come."""

    def __init__(self) -> None:
        self.snapshots: dict[Experiment, Snapshot] = {}
        self.submitted: list[tuple[Experiment, str]] = []
        self.refusal = ""

    def submit(self, experiment: Experiment, visitor: str, *, listed: bool = True) -> None:
        assert not listed
        if self.refusal:
            raise Refused(self.refusal)
        self.submitted.append((experiment, visitor))
        self.snapshots[experiment] = Snapshot("queued", experiment.epochs, records=(((),),) * 2)

    def glance(self, experiment: Experiment) -> Snapshot | None:
        return self.snapshots.get(experiment)

    def advance(self, experiment: Experiment, epoch: int) -> None:
        records = tuple((run.records[: epoch + 1],) for run in finished_runs(experiment))
        self.snapshots[experiment] = Snapshot("running", experiment.epochs, epoch, records=records)

    def finish(self, experiment: Experiment) -> None:
        runs = finished_runs(experiment)
        records, results = tuple((run.records,) for run in runs), tuple((run,) for run in runs)
        self.snapshots[experiment] = Snapshot("finished", experiment.epochs, records=records, results=results)


class Scene:
    """A hall with a clock that is moved by hand."""

    def __init__(self, store: Store, bench: Bench) -> None:
        self.now = 0.0
        self.bench = bench
        self.store = store
        self.hall = self.another()
        self.opened = self.hall.open(SMALL)
        self.key = codes.hashed(self.opened.code)

    def another(self) -> Hall:
        """Another server with the same store."""
        pool: Any = self.bench
        return Hall(self.store, pool, clock=lambda: self.now, calendar=lambda: NOW + self.now)

    def room(self, of: Hall | None = None) -> Any:
        found = (of or self.hall).look(self.key)
        assert found is not None
        return found

    def class_at_training(self, count: int) -> list[str]:
        secrets = [self.hall.join(self.key, f"student {number}", None) for number in range(count)]
        self.hall.lead(self.key, self.opened.host, "train")
        return secrets

    def growth(self) -> Growth:
        self.now += FRESH + 0.1
        return self.hall.growth(self.room())


@pytest.fixture
def scene(sqlite_url: str, open_store: Callable[..., Store]) -> Scene:
    return Scene(open_store(sqlite_url), Bench())


def test_who_has_the_code_gets_in_and_nobody_else(scene: Scene) -> None:
    assert scene.hall.enter(scene.opened.code.lower().replace("-", " "), "192.0.2.1") == scene.key
    for wrong in ("", "AAAA-AAAA", "x" * 10_000, scene.key, scene.opened.host):
        with pytest.raises(Refusal, match="no board with this code"):
            scene.hall.enter(wrong, "192.0.2.1")


def test_wrong_codes_run_out_and_right_ones_with_them(scene: Scene) -> None:
    """Else trying would go on, and one would see which is right."""
    student = scene.hall.join(scene.key, "Ada", None)
    for _ in range(int(hall.WRONG_CODES[0].at_once)):
        with pytest.raises(Refusal, match="no board"):
            scene.hall.enter(codes.new_code(), "192.0.2.1")
    for code in (codes.new_code(), scene.opened.code):
        with pytest.raises(Refusal, match="Too many wrong codes"):
            scene.hall.enter(code, "192.0.2.1")
    assert scene.hall.enter(scene.opened.code, "192.0.2.2") == scene.key
    for secret in (scene.opened.host, student):  # who is known already is let in
        assert scene.hall.enter(scene.opened.code, "192.0.2.1", secret) == scene.key
    with pytest.raises(Refusal, match="Too many wrong codes"):
        scene.hall.enter(scene.opened.code, "192.0.2.1", codes.new_secret())


def test_a_full_class_behind_one_address_may_mistype_and_is_let_in(scene: Scene) -> None:
    for _ in range(rules.MOST_STUDENTS):
        with pytest.raises(Refusal, match="no board"):
            scene.hall.enter(codes.new_code(), "192.0.2.1")
        assert scene.hall.enter(scene.opened.code, "192.0.2.1") == scene.key


def test_right_codes_are_not_counted(scene: Scene) -> None:
    for _ in range(1000):
        scene.hall.enter(scene.opened.code, "192.0.2.1")


def test_one_address_opens_so_many_boards(scene: Scene) -> None:
    for _ in range(int(hall.OPENED[0].at_once)):
        scene.hall.open(SMALL, "192.0.2.1")
    with pytest.raises(Refusal, match="opened from your network address"):
        scene.hall.open(SMALL, "192.0.2.1")
    scene.hall.open(SMALL, "192.0.2.2")


def test_what_the_pool_would_not_take_opens_no_board(scene: Scene) -> None:
    pool: Any = scene.bench
    with pytest.raises(Refusal, match="gives each at most 6 seconds"):
        Hall(scene.store, pool, 6.0).open(Experiment(train=50_000, epochs=60))


def test_only_the_teachers_secret_is_the_teachers(scene: Scene) -> None:
    student = scene.hall.join(scene.key, "Ada", None)
    assert scene.hall.is_host(scene.room(), scene.opened.host)
    for secret in (student, scene.opened.code, "", "x" * 10_000, scene.room().board.host):
        assert not scene.hall.is_host(scene.room(), secret)
    ada = scene.hall.student(scene.room(), student)
    assert ada
    assert ada.nickname == "Ada"
    for secret in (scene.opened.host, "", "x" * 10_000, ada.token):
        assert scene.hall.student(scene.room(), secret) is None


def test_neither_code_nor_secret_is_stored(scene: Scene, sqlite_url: str) -> None:
    student = scene.hall.join(scene.key, "Ada", None)
    scene.store.close()
    kept = b"".join(file.read_bytes() for file in Path(sqlite_url.removeprefix("sqlite:///")).parent.iterdir())
    assert b"Ada" in kept
    for secret in (scene.opened.code, scene.opened.host, student):
        assert secret.encode() not in kept


def test_sixty_looks_in_a_second_are_one_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    other = scene.another()
    get = scene.store.boards.get
    monkeypatch.setattr(scene.store.boards, "get", lambda key, known: [reads.append(key), get(key, known)][1])
    rooms = {id(scene.room(other)) for _ in range(60)}
    assert (len(rooms), len(reads)) == (1, 1)
    scene.now += hall.FRESH
    assert {id(scene.room(other)) for _ in range(60)} == rooms  # nothing has changed
    assert len(reads) == 2


def test_a_change_is_seen_at_once_here_and_after_a_second_elsewhere(scene: Scene) -> None:
    other = scene.another()
    assert scene.room(other).students == ()
    scene.hall.join(scene.key, "Ada", None)
    assert len(scene.room().students) == 1
    assert scene.room(other).students == ()
    scene.now += hall.FRESH
    assert len(scene.room(other).students) == 1


def test_a_board_ends_after_a_day(scene: Scene) -> None:
    scene.now = LASTS - 1
    scene.hall.join(scene.key, "Ada", None)
    scene.now = LASTS
    assert scene.hall.look(scene.key) is None
    with pytest.raises(Refusal, match="no board"):
        scene.hall.enter(scene.opened.code, "")
    with pytest.raises(Refusal, match="no board"):
        scene.hall.join(scene.key, "Bob", None)


def test_the_teacher_ends_a_board(scene: Scene) -> None:
    secret = scene.hall.join(scene.key, "Ada", None)
    scene.hall.end(scene.key, scene.opened.host)
    assert scene.hall.look(scene.key) is None
    for act in (lambda: scene.hall.predict(scene.key, secret, 0, 1.0), lambda: scene.hall.train(scene.key, secret)):
        with pytest.raises(Refusal, match="no board"):
            act()


def test_what_is_the_teachers_takes_the_teachers_secret(scene: Scene) -> None:
    """A session may press a button that it was given for a board of its own while it is at another."""
    student, other = scene.hall.join(scene.key, "Ada", None), scene.hall.open(SMALL)
    before = scene.room()
    for secret in ("", student, other.host, scene.opened.code):
        for act in (
            lambda host: scene.hall.lead(scene.key, host, "train"),
            lambda host: scene.hall.pause(scene.key, host, wanted=True),
            lambda host: scene.hall.hide(scene.key, host, wanted=True),
            lambda host: scene.hall.end(scene.key, host),
        ):
            with pytest.raises(Refusal, match="Only the teacher"):
                act(secret)
    scene.now += FRESH + 0.1
    assert scene.room() == before


def test_several_boards_run_at_once(scene: Scene) -> None:
    opened = scene.hall.open(SMALL)
    second = codes.hashed(opened.code)
    secret = scene.hall.join(second, "Ada", None)
    scene.hall.lead(second, opened.host, "train")
    assert scene.room().board.step == "predict"
    assert scene.room().students == ()
    with pytest.raises(Refusal, match="not joined"):
        scene.hall.predict(scene.key, secret, 0, 1.0)


def test_each_student_trains_all_arms_with_a_seed_of_their_own_as_a_visitor_alone(scene: Scene) -> None:
    first, second = scene.class_at_training(2)
    for secret in (first, second, first):
        scene.hall.train(scene.key, secret)
    wanted, visitors = zip(*scene.bench.submitted, strict=True)
    one = replace(SMALL, seeds=1)
    assert set(wanted) == {replace(one, first_seed=1), replace(one, first_seed=2)}
    assert len(set(visitors)) == 2
    assert [student.trains for student in scene.room().students] == [True, True]


def test_where_the_queue_is_full_the_student_may_try_again(scene: Scene) -> None:
    (secret,) = scene.class_at_training(1)
    scene.bench.refusal = "The queue is full."
    with pytest.raises(Refusal, match="The queue is full"):
        scene.hall.train(scene.key, secret)
    assert not scene.room().students[0].trains
    scene.bench.refusal = ""
    scene.hall.train(scene.key, secret)
    assert scene.room().students[0].trains


def test_nothing_is_trained_before_the_teacher_is_there(scene: Scene) -> None:
    secret = scene.hall.join(scene.key, "Ada", None)
    with pytest.raises(Refusal, match="not started"):
        scene.hall.train(scene.key, secret)
    assert scene.bench.submitted == []


def test_the_growth_of_a_class(scene: Scene) -> None:
    for secret in scene.class_at_training(3)[:2]:
        scene.hall.train(scene.key, secret)
    one, two = (scene.room().board.of(number) for number in (1, 2))
    scene.bench.advance(one, 2)
    scene.bench.finish(two)
    found = scene.growth()
    assert [len(run) - 1 for run in found.records[1]] == [2, 2]
    assert (found.reached(1), found.reached(2), found.reached(3)) == (2, 3, 0)
    assert (set(found.records), set(found.results), found.lost) == ({1, 2}, {2}, frozenset())
    before = found.mark
    scene.bench.advance(one, 3)
    assert scene.growth().mark != before
    scene.bench.finish(one)
    assert set(scene.growth().results) == {1, 2}


def test_what_has_finished_is_kept_light_and_judged_the_same(scene: Scene) -> None:
    for secret in scene.class_at_training(3):
        scene.hall.train(scene.key, secret)
    experiments = [scene.room().board.of(number) for number in (1, 2, 3)]
    for experiment in experiments:
        scene.bench.finish(experiment)
    found = scene.growth().results
    scene.bench.snapshots.clear()
    assert scene.growth().results == found
    assert all(run.weights == () for runs in found.values() for run in runs)
    labels = mnist().test.labels
    whole = [[finished(one.run(arm, one.first_seed)) for one in experiments] for arm in SMALL.arms]
    light = [[found[number][arm] for number in (1, 2, 3)] for arm in range(2)]
    assert judge(light, labels) == judge(whole, labels)


def test_another_server_sees_what_is_stored(scene: Scene) -> None:
    (secret,) = scene.class_at_training(1)
    scene.hall.train(scene.key, secret)
    experiment = scene.room().board.of(1)
    scene.bench.snapshots.clear()
    assert scene.growth().lost == {1}
    scene.store.put_runs(finished_runs(experiment)[:1])
    assert scene.growth().lost == {1}
    scene.store.put_runs(finished_runs(experiment))
    found = scene.growth()
    assert (set(found.results), found.lost) == ({1}, frozenset())


def test_what_nobody_trains_any_more_is_asked_for_anew_and_not_too_often(scene: Scene) -> None:
    first, second = scene.class_at_training(2)
    scene.hall.train(scene.key, first)
    scene.hall.train(scene.key, second)
    scene.bench.snapshots.clear()
    scene.bench.submitted.clear()
    scene.growth()
    for _ in range(5):
        scene.hall.keep_training(scene.room(), 1)
        scene.bench.snapshots.clear()
    assert [experiment.first_seed for experiment, _ in scene.bench.submitted] == [1]
    scene.now += hall.AGAIN
    scene.bench.refusal = "The queue is full."
    scene.hall.keep_training(scene.room(), 1)
    scene.bench.refusal = ""
    scene.now += hall.AGAIN
    scene.hall.keep_training(scene.room(), 1)
    assert len(scene.bench.submitted) == 2


def test_a_student_who_leaves_trains_twice_or_sends_nonsense_changes_nothing_for_others(scene: Scene) -> None:
    good, bad, gone = scene.class_at_training(3)
    scene.hall.train(scene.key, good)
    scene.hall.train(scene.key, gone)
    one, three = (scene.room().board.of(number) for number in (1, 3))
    scene.bench.finish(one)
    scene.bench.finish(three)
    before, results = scene.room(), scene.growth().results
    for nonsense in (
        lambda: scene.hall.train(scene.key, good),
        lambda: scene.hall.predict(scene.key, bad, 0, 1.0),
        lambda: scene.hall.predict(scene.key, bad, 99, float("nan")),
        lambda: scene.hall.predict(scene.key, "nobody", 0, 1.0),
        lambda: scene.hall.train(scene.key, "nobody"),
        lambda: scene.hall.train("no board", good),
        lambda: scene.hall.join(scene.key, "x" * 1000, None),
        lambda: scene.hall.join(scene.key, "", 99),
    ):
        with suppress(Refusal):
            nonsense()
    assert scene.room() == before
    assert scene.growth().results == results
    assert [experiment.first_seed for experiment, _ in scene.bench.submitted if experiment != one] == [3]
