"""What was answered wrong comes back soon, then less and less often; a year of it is not senseless."""

from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import select

from benchmarks.quiz import year
from models import Question, Review, session, transaction
from services import rules, working_days
from services.quizzes import bank as question_bank
from services.quizzes import draws as quiz_draws
from test_quizzes import answers_of

FIRST = date(2026, 3, 2)


def noon(day):
    return time_machine.travel(f"{day}T04:00:00Z", tick=False)


def codes(quiz):
    ids = [question["id"] for question in quiz["questions"]]
    found = {row.id: row.code for row in session.scalars(select(Question).where(Question.id.in_(ids)))}
    session.remove()
    return {found[each]: str(each) for each in ids}


def live(one, days, wrong_on):
    """Open and answer every day's quiz: right, but for ``wrong_on[day]`` codes. The days each code was asked on."""
    met = {}
    for day in days:
        with noon(day):
            quiz = one.get("/quizzes/today").json["data"]
            body, by_code = answers_of(quiz), codes(quiz)
            for code in by_code:
                met.setdefault(code, []).append(day)
            for code in wrong_on(day, by_code):
                body[by_code[code]] = []
            assert one.post(f"/quizzes/{quiz['quiz_id']}/answers", {"answers": body}).status_code == 201
    return met


def workdays(first, count):
    with transaction(reading=True):
        return working_days.workdays_between(first, first + timedelta(days=count))


def test_one_mistake_in_sixty_days(person):
    """Meets it again the next working day, then after about 2, 6, 17 days; nothing else is asked twice."""
    days = workdays(FIRST, 60)
    slip = []

    def wrong_on(day, by_code):
        if day == FIRST:
            slip.append(next(iter(by_code)))
            return slip
        return []

    met = live(person(), days, wrong_on)
    again = met[slip[0]]
    gaps = [(after - before).days for before, after in zip(again, again[1:], strict=False)]
    assert again[1] == days[1]
    assert gaps == sorted(gaps)
    assert len(again) in (5, 6)
    assert gaps[-1] >= 15
    assert set(again) <= set(days)
    assert {code for code, on in met.items() if len(on) > 1} == {slip[0]}


def test_a_second_mistake_brings_it_back_sooner(person):
    days = workdays(FIRST, 40)
    slip = []

    def wrong_on(day, by_code):
        if day == FIRST:
            slip.append(next(iter(by_code)))
        return slip if slip[0] in by_code and day in (FIRST, date(2026, 3, 11)) else []

    again = live(person(), days, wrong_on)[slip[0]]
    assert date(2026, 3, 11) in again
    later = [day for day in again if day > date(2026, 3, 11)]
    assert later[0] == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("wrong_on", "due_on"),
    [("2026-03-06", "2026-03-09"), ("2026-02-13", "2026-02-14"), ("2026-02-14", "2026-02-24")],
    ids=["weekend", "make-up Saturday", "Spring Festival"],
)
def test_it_is_due_on_a_working_day(person, wrong_on, due_on):
    live(person(), [date.fromisoformat(wrong_on)], lambda day, by_code: list(by_code))
    assert {str(row.due_on) for row in session.scalars(select(Review))} == {due_on}


def test_what_is_due_comes_before_what_is_new(person):
    one = person()
    days = workdays(FIRST, 7)[:3]
    met = live(one, days, lambda day, by_code: list(by_code)[:3] if day == FIRST else [])
    due = {code for code, on in met.items() if on[:2] == days[:2]}
    assert len(due) == 3
    assert all(len(on) == 1 for code, on in met.items() if code not in due and on[0] == days[1])


@pytest.fixture
def bank(database):
    with transaction(reading=True):
        yield list(question_bank.on(rules.read_revision()).values())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("knows", [0.7, 1.0])
def test_a_year_is_never_senseless(bank, knows):
    lived = year.simulate(bank, working_days.workdays_between(year.FIRST, year.LAST), knows, Random(7))
    assert lived.days == 248
    assert lived.asked == 5 * 248
    assert year.nearest(lived) >= 60
    assert lived.most_often_right <= 4
    assert len(lived.past) >= 200


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_new_questions_are_spread_over_the_topics(bank):
    for seed in range(50):
        topics = [question.topic for question in quiz_draws.choose(bank, {}, FIRST, Random(seed))]
        assert len(topics) == 5
        assert max(map(topics.count, topics)) <= 2
    everything = [
        question.topic for seed in range(200) for question in quiz_draws.choose(bank, {}, FIRST, Random(seed))
    ]
    assert set(everything) == set(question_bank.TOPICS)


def test_a_small_bank_gives_what_it_has(person):
    with transaction():
        for row in session.scalars(select(Question).order_by(Question.id).offset(3)):
            row.state = "off"
        rules.touch()
    one = person()
    for _ in range(2):
        met = live(one, workdays(FIRST, 7)[:2], lambda day, by_code: [])
        assert len(met) == 3
        one = person()
