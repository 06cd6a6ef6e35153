"""The class board: who sees what at which step, and what a press does. Nothing is trained: tests say what has come."""

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import mnist
from core.experiment import Experiment
from core.verdict import judge
from lab import links, verdicts, wording
from lab.boards import codes, hall
from lab.boards.hall import Hall, Opened
from tests.pages.conftest import Bench, open_page
from ui.board import ballot, desk, door, phone, seat
from ui.site import service

PAGE = "pages/board.py"
SMALL = Experiment(epochs=3, train=100, validation=100)


class Class:
    """A board in the hall of a test, with its teacher's and its students' pages."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.hall: Hall = service.running().hall
        self.opened: Opened = self.hall.open(SMALL)
        self.key = codes.hashed(self.opened.code)

    def teacher(self) -> AppTest:
        return open_page(PAGE, [("code", self.opened.code), ("host", self.opened.host)])

    def student(self, me: str = "") -> AppTest:
        return open_page(PAGE, [("code", self.opened.code), *([("me", me)] if me else [])])

    def room(self):
        found = self.hall.look(self.key)
        assert found is not None
        return found


@pytest.fixture
def room(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Class:
    running = service.running()
    monkeypatch.setattr(service, "running", lambda: running)  # one hall, as in a server
    monkeypatch.setattr(hall, "FRESH", 0.0)
    monkeypatch.setattr("lab.boards.growth.FRESH", 0.0)
    return Class(bench)


def texts(at: AppTest) -> str:
    said = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning]
    return "\n".join([str(one.value) for one in said] + [str(one.proto.body) for one in at.get("html")])


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [button for button in at.button if button.label == label]
    at = button.click().run()
    assert not at.exception
    return at


def labels(at: AppTest) -> set[str]:
    return {button.label for button in at.button}


def query(at: AppTest) -> dict[str, list[str]]:
    return {name: [held] if isinstance(held, str) else list(held) for name, held in at.query_params.items()}


def test_the_door_leads_to_a_board_and_to_a_new_one(bench: Bench) -> None:
    at = open_page(PAGE, [*links.to_query(SMALL), ("new", "1")])
    assert {door.ENTER, door.OPEN} <= labels(at)
    said = texts(at)
    assert all(name in said for name in wording.arm_names(SMALL.arms))
    assert "100 images" in said
    assert "3 seeds" not in said


def test_a_teacher_opens_a_board_of_what_is_in_the_form(room: Class) -> None:
    at = press(open_page(PAGE, [*links.to_query(SMALL), ("new", "1")]), door.OPEN)
    found = query(at)
    assert set(found) == {"code", "host"}
    key = codes.hashed(found["code"][0])
    opened = room.hall.look(key)
    assert opened is not None
    assert opened.board.experiment.arms == SMALL.arms
    assert room.hall.is_host(opened, found["host"][0])
    assert "Next step: Train" in labels(at)
    assert found["code"][0] in texts(at)
    assert found["host"][0] not in texts(at)


def test_what_no_class_can_train_is_refused_in_a_sentence(bench: Bench) -> None:
    at = press(open_page(PAGE, [("arm", "softmax~log_likelihood~0.5"), ("new", "1")]), door.OPEN)
    assert "two arms at least" in at.warning[0].value


def test_a_stranger_without_the_code_reaches_no_board(room: Class) -> None:
    for pairs in ([], [("code", "AAAA-AAAA")], [("code", room.key)], [("host", room.opened.host)]):
        at = open_page(PAGE, pairs)
        assert door.ENTER in labels(at)
        assert desk.PAUSE not in labels(at)


def test_the_code_alone_or_a_wrong_secret_makes_no_teacher(room: Class) -> None:
    for secret in ("", "x", room.key, room.opened.code):
        at = open_page(PAGE, [("code", room.opened.code), ("host", secret)])
        assert phone.JOIN in labels(at)
        assert not {desk.PAUSE, desk.HIDE, desk.END} & labels(at)


def test_a_wrong_code_is_said_and_tried_no_second_time(room: Class) -> None:
    at = open_page(PAGE)
    at.text_input(key=door.CODE).input("AAAA-AAAA")
    at = press(at, door.ENTER)
    assert "no board with this code" in at.warning[0].value
    at = at.run()
    assert not at.warning


def test_a_student_joins_by_the_code_predicts_and_trains(room: Class) -> None:
    at = open_page(PAGE)
    at.text_input(key=door.CODE).input(room.opened.code.lower())
    at = press(at, door.ENTER)
    at.text_input(key=phone.NAME).input("Ada <b>")
    at.selectbox(key=phone.ARM).select(wording.arm_names(SMALL.arms)[1])
    at = press(at, phone.JOIN)
    (student,) = room.room().students
    assert (student.nickname, student.arm) == ("Ada <b>", 1)
    assert "You are Ada &lt;b&gt;, number 1" in texts(at)
    me = query(at)["me"][0]
    assert room.hall.student(room.room(), me) == student

    at = press(at, ballot.PREDICT)
    assert ballot.UNCHOSEN in at.warning[0].value
    at.radio(key=ballot.WINNER).set_value(1)
    at.number_input(key=ballot.BY).set_value(2.5)
    at = press(at, ballot.PREDICT)
    assert "by 2.5 points" in texts(at)
    at.number_input(key=ballot.BY).set_value(0.5)
    at = press(at, ballot.CHANGE)
    assert room.room().students[0].points == 0.5
    assert phone.TRAIN not in labels(at)

    room.hall.lead(room.key, room.opened.host, "train")
    at = press(at.run(), phone.TRAIN)
    wanted = room.room().board.of(1)
    assert room.bench.asked == [wanted]
    assert phone.QUEUED in [bar.proto.text for bar in at.get("progress")]
    room.bench.advance(wanted, 2)
    at = at.run()
    assert "Epoch 2 of 3" in [bar.proto.text for bar in at.get("progress")]
    room.bench.finish(wanted)
    at = at.run()
    assert phone.WAIT_TO_DISCUSS in texts(at)
    assert len(at.get("vega_lite_chart")) == 1

    room.hall.lead(room.key, room.opened.host, "discuss")
    at = at.run()
    assert "No verdict from one seed" in at.header[0].value
    assert "by 0.5 points" in texts(at)


def test_a_reload_on_a_phone_finds_the_student_again(room: Class) -> None:
    me = room.hall.join(room.key, "Ada", None)
    at = room.student(me)
    assert "You are Ada, number 1" in texts(at)
    assert len(room.room().students) == 1


def test_the_teacher_leads_pauses_and_hides_names(room: Class) -> None:
    me = room.hall.join(room.key, "Ada", None)
    at = room.teacher()
    assert "Ada" in texts(at)
    assert "1 joined, 0 of them have predicted" in texts(at)
    at = press(at, desk.HIDE)
    assert "Ada" not in texts(at)
    at = press(at, desk.SHOW)
    at = press(at, desk.PAUSE)
    assert desk.PAUSED in texts(at)
    student = room.student(me)
    assert phone.PAUSED in texts(student)
    assert student.radio(key=ballot.WINNER).disabled
    at = press(at, desk.GO_ON)
    at = press(at, "Next step: Train")
    assert room.room().board.step == "train"
    at = press(at, "Next step: Discuss")
    at = press(at, desk.BACK)
    assert room.room().board.step == "train"
    assert next(button for button in at.button if button.label == desk.END).disabled
    at = press(at.checkbox(key="board-sure").check().run(), desk.END)
    assert room.hall.look(room.key) is None
    assert seat.ENDED in texts(at)


def test_a_board_that_was_ended_leads_to_the_door(room: Class) -> None:
    at = room.student(room.hall.join(room.key, "", None))
    room.hall.end(room.key, room.opened.host)
    at = at.run()
    assert seat.ENDED in texts(at)
    assert door.ENTER in labels(at)


def test_predictions_are_shown_when_nobody_can_change_them_any_more(room: Class) -> None:
    me = room.hall.join(room.key, "", None)
    room.hall.predict(room.key, me, 1, 2.5)
    assert "2.5 points" not in texts(room.teacher())
    room.hall.lead(room.key, room.opened.host, "train")
    assert "1, by 2.5 points" in texts(room.teacher())


def test_the_verdict_of_a_class_is_that_of_judge_on_its_runs(room: Class) -> None:
    secrets = [room.hall.join(room.key, "", None) for _ in range(4)]
    room.hall.predict(room.key, secrets[0], 0, 1.0)
    room.hall.lead(room.key, room.opened.host, "train")
    for secret in secrets[:3]:  # the fourth has left
        room.hall.train(room.key, secret)
    for number in (1, 2, 3):
        room.bench.finish(room.room().board.of(number))
    at = room.teacher()
    assert "3 of 4 have finished" in texts(at)
    assert len(at.get("vega_lite_chart")) == 1
    room.hall.lead(room.key, room.opened.host, "discuss")
    finished = [room.bench.snapshot(room.room().board.of(number)).results for number in (1, 2, 3)]
    found = judge([[runs[arm][0] for runs in finished] for arm in range(2)], mnist().test.labels)
    headline = verdicts.headline(found, wording.short_names(SMALL.arms))
    for at in (room.teacher(), room.student(secrets[3])):
        assert at.header[0].value.replace("\\", "") == headline
        assert "3 students finished" in texts(at)


def test_the_codes_link_holds_no_secret(room: Class) -> None:
    at = room.teacher()
    link = at.code[0].value
    assert parse_qs(link.partition("?")[2]) == {"code": [room.opened.code]}


def test_who_leaves_is_at_the_door(room: Class) -> None:
    at = press(room.student(room.hall.join(room.key, "", None)), phone.LEAVE)
    assert door.ENTER in labels(at)
    assert query(at).keys().isdisjoint({"code", "me"})
