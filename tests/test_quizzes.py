"""The quiz of the day, through the front door: drawn once, answered once, graded here, told afterwards."""

from threading import Thread

import pytest
import time_machine
from sqlalchemy import func, select

from factories import Client
from models import CheckIn, Question, QuizDraw, Review, session, transaction
from services import rules

MONDAY = "2026-03-02T01:00:00Z"
TUESDAY = "2026-03-03T01:00:00Z"


def answers_of(quiz, *, wrong=0):
    """The right answers, but for the first ``wrong`` questions: those say "I do not know"."""
    ids = [question["id"] for question in quiz["questions"]]
    session.remove()
    right = {row.id: row.answer for row in session.scalars(select(Question).where(Question.id.in_(ids)))}
    session.remove()
    return {str(each): [] if number < wrong else right[each] for number, each in enumerate(ids)}


def take(one, *, wrong=0):
    """Open today's quiz and answer it."""
    quiz = one.get("/quizzes/today").json["data"]
    return quiz, one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz, wrong=wrong)})


def points():
    session.remove()
    return session.scalar(select(func.coalesce(func.sum(CheckIn.points), 0)))


@time_machine.travel(MONDAY, tick=False)
def test_five_questions_the_same_all_day_on_every_device(app, person):
    one = person()
    first = one.get("/quizzes/today").json["data"]
    assert len(first["questions"]) == 5
    assert len({question["id"] for question in first["questions"]}) == 5
    assert (first["day"], first["answered"]) == ("2026-03-02", False)
    assert Client(app, one.token).get("/quizzes/today").json["data"] == first
    others = [person().get("/quizzes/today").json["data"]["questions"] for _ in range(3)]
    assert any(questions != first["questions"] for questions in others)
    for question in first["questions"]:
        assert set(question) == {"id", "kind", "topic", "text", "choices"}
        assert len(question["choices"]) >= 2


@time_machine.travel(MONDAY, tick=False)
def test_a_point_for_every_right_answer_and_the_reasons_afterwards(person):
    one = person()
    quiz, answer = take(one, wrong=2)
    assert answer.status_code == 201
    told = answer.json["data"]
    assert (told["check_in"]["activity"], told["check_in"]["points"], told["check_in"]["slot"]) == (
        "waste_quiz",
        3,
        "2026-03-02",
    )
    assert told["check_in"]["detail"] == {"right": 3, "asked": 5}
    assert [each["right"] for each in told["results"]] == [False, False, True, True, True]
    assert [each["id"] for each in told["results"]] == [question["id"] for question in quiz["questions"]]
    assert all(each["correct"] and each["explanation"] and each["source"] and each["year"] for each in told["results"])
    assert sum(topic["asked"] for topic in told["topics"]) == 5
    assert sum(topic["right"] for topic in told["topics"]) == 3
    card = next(card for card in one.get("/home").json["data"]["activities"] if card["key"] == "waste_quiz")
    assert (card["state"], card["points"], card["entry"]) == ("done", 3, "/quizzes/today")
    assert one.get("/quizzes/today").json["data"]["answered"] is True
    assert sum(topic["asked"] for topic in one.get("/quizzes/results").json["data"]) == 5


@time_machine.travel(MONDAY, tick=False)
def test_a_second_time_the_first_result_and_points_once(person):
    one = person()
    quiz, first = take(one, wrong=1)
    again = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz)})
    empty = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": {}})
    assert (first.status_code, again.status_code, empty.status_code) == (201, 200, 200)
    assert again.json == first.json == empty.json
    assert points() == 4
    assert session.scalar(select(func.sum(Review.times_asked))) == 5


@pytest.mark.parametrize("turn", range(3))
def test_two_devices_at_once(app, person, turn):
    one = person()
    drawn, answered = [], []

    def draw():
        drawn.append(Client(app, one.token).get("/quizzes/today").json["data"])

    def answer(body):
        answered.append(Client(app, one.token).post(f"/quizzes/{drawn[0]['quiz_id']}/answers", {"answers": body}))

    together([draw] * 6)
    assert all(quiz == drawn[0] for quiz in drawn)
    right, none = answers_of(drawn[0]), answers_of(drawn[0], wrong=5)
    together([lambda body=body: answer(body) for body in (right, none) * 4])
    assert sorted(each.status_code for each in answered) == [200] * 7 + [201]
    assert len({each.get_data() for each in answered}) == 1
    assert points() == answered[0].json["data"]["check_in"]["points"]
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 1
    assert session.scalar(select(func.count()).select_from(QuizDraw)) == 1


def together(jobs):
    threads = [Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    session.remove()


def test_after_midnight_it_counts_for_the_day_it_was_drawn(person):
    one = person()
    with time_machine.travel("2026-03-02T15:59:00Z", tick=False):
        quiz = one.get("/quizzes/today").json["data"]
    with time_machine.travel("2026-03-02T16:01:00Z", tick=False):
        late = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz)})
        assert late.status_code == 201
        shown = late.json["data"]["check_in"]
        assert (shown["day"], shown["backfilled"], shown["points"]) == ("2026-03-02", True, 5)
        fresh, answer = take(one)
        assert (fresh["day"], fresh["quiz_id"] != quiz["quiz_id"]) == ("2026-03-03", True)
        assert answer.json["data"]["check_in"]["slot"] == "2026-03-03"
    assert points() == 10


def test_a_week_later_it_is_closed(person):
    one = person()
    with time_machine.travel(MONDAY, tick=False):
        quiz = one.get("/quizzes/today").json["data"]
    with time_machine.travel("2026-03-10T01:00:00Z", tick=False):
        closed = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz)})
    assert (closed.status_code, closed.json["error"]["code"]) == (409, "QUIZ_CLOSED")
    assert points() == 0


def test_yesterdays_answers_are_refused_and_yesterdays_quiz_stays_as_it_was(person):
    one = person()
    with time_machine.travel(MONDAY, tick=False):
        old, first = take(one, wrong=1)
    with time_machine.travel(TUESDAY, tick=False):
        quiz = one.get("/quizzes/today").json["data"]
        mixed = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(old)})
        assert mixed.status_code == 422
        unknown = {f"answers.{question['id']}" for question in old["questions"]}
        missing = {f"answers.{question['id']}" for question in quiz["questions"]}
        assert set(mixed.json["error"]["fields"]) >= missing - unknown
        again = one.post(f"/quizzes/{old['quiz_id']}/answers", {"answers": answers_of(old)})
        assert (again.status_code, again.json) == (200, first.json)
    assert points() == 4


@time_machine.travel(MONDAY, tick=False)
def test_answers_that_do_not_fit_are_named_and_spend_nothing(person):
    one = person()
    quiz = one.get("/quizzes/today").json["data"]
    right = answers_of(quiz)
    first = quiz["questions"][0]
    id_ = str(first["id"])
    wrong = {
        "an unknown question": right | {"999999": ["A"]},
        "a missing question": {key: keys for key, keys in right.items() if key != id_},
        "an unknown choice": right | {id_: ["F"]},
    }
    for name, body in wrong.items():
        refused = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": body})
        assert refused.status_code == 422, name
        field = "answers.999999" if "question" in name and "unknown" in name else f"answers.{id_}"
        assert set(refused.json["error"]["fields"]) == {field}, name
    if first["kind"] != "multiple":
        twice = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": right | {id_: ["A", "B"]}})
        assert "只能选一项" in str(twice.json["error"]["fields"])
    assert one.post("/quizzes/999999/answers", {"answers": right}).status_code == 404
    assert person().post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": right}).status_code == 404
    assert points() == 0
    assert one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": right}).status_code == 201


@time_machine.travel(MONDAY, tick=False)
def test_choices_are_a_set(person):
    """The order of the choices and naming one twice do not matter; a part of the right ones is wrong."""
    one = person()
    quiz = one.get("/quizzes/today").json["data"]
    body = {key: [*reversed(keys), keys[0]] for key, keys in answers_of(quiz).items()}
    assert one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": body}).json["data"]["check_in"]["points"] == 5


@time_machine.travel(MONDAY, tick=False)
def test_the_answer_never_leaves_the_server_before_it_is_given(app, person):
    """Before the answers are in, nothing anybody can open holds a word of the explanations or says what is correct."""
    one = person()
    quiz = one.get("/quizzes/today").json["data"]
    ids = [question["id"] for question in quiz["questions"]]
    reasons = session.scalars(select(Question.explanation).where(Question.id.in_(ids))).all()
    wrong = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": {str(ids[0]): ["F"]}})
    heard = [wrong.get_data(as_text=True)]
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and "GET" in rule.methods:
            _, url = rule.build(dict.fromkeys(rule.arguments, quiz["quiz_id"]), append_unknown=False)
            session.remove()
            heard.append(one.http.get(url, headers={"Authorization": f"Bearer {one.token}"}).get_data(as_text=True))
    assert len(heard) > 12
    for text in heard:
        assert not any(reason in text for reason in reasons)
        assert '"correct":[' not in text
        assert '"explanation":"' not in text
    told = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz)}).get_data(as_text=True)
    assert all(reason in told for reason in reasons)
    export = one.get("/me/export").json["data"]
    assert len(export["quizzes"]) == 1
    assert len(export["reviews"]) == 5


@time_machine.travel(MONDAY, tick=False)
def test_it_is_not_entered_as_a_plain_check_in(person):
    one = person()
    refused = one.post("/activities/waste_quiz/check-ins", {"right": 5, "asked": 5})
    assert refused.status_code in (404, 405)
    assert points() == 0
    kind = next(kind for kind in one.get("/activities").json["data"] if kind["key"] == "waste_quiz")
    assert (kind["entry"], kind["fields"], kind["points"]) == ("/quizzes/today", {}, {"right": 1})


@time_machine.travel(MONDAY, tick=False)
def test_a_withdrawn_quiz_stays_withdrawn(person):
    one = person()
    quiz, answer = take(one)
    one.post(f"/check-ins/{answer.json['data']['check_in']['id']}/withdrawal")
    again = one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": answers_of(quiz)})
    assert (again.status_code, again.json["data"]["check_in"]["state"]) == (200, "withdrawn")
    assert points() == 0


@time_machine.travel(MONDAY, tick=False)
def test_switched_off_there_is_no_quiz(person):
    one = person()
    with transaction():
        rules.change("waste_quiz", rules.FIRST_DAY.replace(year=2026), {"right": 1}, "lvpuhui-2024", is_on=False)
    off = one.get("/quizzes/today")
    assert (off.status_code, off.json["error"]["code"]) == (409, "ACTIVITY_OFF")


def test_an_empty_bank_says_so(person):
    with transaction():
        for row in session.scalars(select(Question)):
            row.state = "off"
        rules.touch()
    empty = person().get("/quizzes/today")
    assert (empty.status_code, empty.json["error"]["code"]) == (409, "QUIZ_EMPTY")


def test_leaving_removes_what_was_drawn_and_remembered_and_keeps_the_sum(person):
    one, other = person(), person()
    take(one, wrong=2)
    take(other)
    assert one.delete("/participation").status_code == 204
    session.remove()
    assert session.scalar(select(func.count()).select_from(QuizDraw)) == 1
    assert session.scalar(select(func.count()).select_from(Review)) == 5
    assert points() == 8


def test_before_joining_there_is_no_quiz(person):
    for path in ("/quizzes/today", "/quizzes/results"):
        assert person(joined=False).get(path).json["error"]["code"] == "NOT_JOINED"
