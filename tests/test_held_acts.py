"""Doubtful acts: why they wait, what a manager is shown, what the person is told, and what they can say against it."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from desk import found, sit_down
from factories import make_department
from models import AuditEntry, Bin, CheckIn, Hold, Objection, session, transaction
from pictures import photo, scene
from services.audit import trail as audit
from services.compliance import switches
from services.holds import backfills
from services.photos import files as photo_files
from services.photos import photos
from sorting import make, sort
from test_photos import kept, plate

FRIDAY = "2026-03-06T04:00:00Z"
MEALS = [(meal, step) for meal in ("breakfast", "lunch", "dinner") for step in ("pledge", "kept")]


@pytest.fixture
def friday():
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


def made_up(one, count):
    """So many acts of the days before, entered at one sitting; the last answer."""
    days = [date(2026, 3, 6) - timedelta(days=back) for back in range(1, 8)]
    acts = [(day, meal, step) for day in days for meal, step in MEALS][:count]
    answers = [one.check_in("clean_plate", day=str(day), meal=meal, step=step) for day, meal, step in acts]
    assert {answer.status_code for answer in answers} == {201}
    return answers[-1].json["data"]


def held(one, clock):
    """An act that was told in another compound ten minutes after one here."""
    with transaction(reading=True):
        codes = session.scalars(select(Bin.code).order_by(Bin.id)).all()
    east, west = codes or (make(area="东院"), make(area="西院"))
    assert sort(one, east).json["data"]["state"] == "counted"
    clock.shift(600)
    return sort(one, west)


def points():
    session.remove()
    return session.scalar(select(func.coalesce(func.sum(CheckIn.points), 0)))


def review(desk, hold_id, **form):
    desk.get("/held-acts")
    return desk.post(f"/held-acts/{hold_id}/review", form)


def test_a_weeks_worth_of_making_up_counts_and_more_at_one_sitting_waits(app, person, friday):
    one = person()
    assert made_up(one, backfills.MOST)["state"] == "counted"
    next_one = one.check_in("lights_out", day="2026-03-05").json["data"]
    assert next_one["state"] == "held"
    assert "补记 20 次" in next_one["detail"]["held"]
    assert one.check_in("lights_out").json["data"]["state"] == "counted", "today's own are no making up"
    again = one.check_in("lights_out", day="2026-03-05")
    assert (again.status_code, again.json["data"]) == (200, next_one)
    page = sit_down(app).get("/held-acts").text
    assert "短时间大量补记" in page
    assert "有关的记录（20 条）" in page
    friday.shift(601)
    assert one.check_in("lights_out", day="2026-03-04").json["data"]["state"] == "counted"


def test_nobody_else_is_told_of_a_flag(app, person, friday):
    one, other = person(name="钱多多", department="县局/甲科"), person(department="县局/甲科")
    held(one, friday)
    session.remove()
    doubt = session.scalars(select(Hold.doubt)).one()
    for path in ("/home", "/messages", "/check-ins", "/objections", "/rankings/departments?period=week"):
        assert doubt not in other.get(path).text, path
    reader = sit_down(app, "reader")
    for path in ("/held-acts", "/objections", "/photos"):
        assert reader.get(path).status_code == 403
    assert "钱多多" not in sit_down(app, "manager", make_department("别的局")).get("/held-acts").text


def test_a_refusal_needs_a_reason_which_the_person_reads(app, person, friday):
    one, desk = person(), sit_down(app)
    shown = held(one, friday).json["data"]
    silent = review(desk, 1, accept="no", reason="  ")
    assert silent.status_code == 422
    assert "请写明理由" in silent.text
    assert "不计分，并已告知本人" in review(desk, 1, accept="no", reason="两处相隔十公里").text
    (mine, _) = one.get("/check-ins").json["data"]
    assert (mine["id"], mine["state"], mine["detail"]["refused"]) == (shown["id"], "withdrawn", "两处相隔十公里")
    (message,) = one.get("/messages").json["data"]
    assert "两处相隔十公里" in message["text"]
    assert "提出异议" in message["text"]


def test_what_a_person_says_stands_beside_the_act_and_is_answered_with_it(app, person, friday):
    one, desk = person(), sit_down(app)
    number = held(one, friday).json["data"]["id"]
    first = one.post(f"/check-ins/{number}/objection", {"text": "坐班车过去的，只要八分钟"})
    again = one.post(f"/check-ins/{number}/objection", {"text": "换个说法"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert "坐班车过去的" in desk.get("/held-acts").text
    assert "没有待复核的异议" in desk.get("/objections").text, "nothing is decided yet"
    review(desk, 1, accept="yes", reason="班车时间对得上")
    (mine,) = one.get("/objections").json["data"]
    assert (mine["state"], mine["answer"], mine["check_in_id"]) == ("upheld", "班车时间对得上", number)
    later = one.post(f"/check-ins/{number}/objection", {"text": "再说一次"})
    assert later.status_code == 200, "the first stands"


def refused(one, desk, friday):
    number = held(one, friday).json["data"]["id"]
    review(desk, 1, accept="no", reason="两处相隔十公里")
    return number


@pytest.mark.parametrize(("uphold", "earned"), [("yes", 1), ("no", 0)])
def test_an_objection_against_a_refusal_is_decided_with_a_reason(app, person, friday, uphold, earned):
    one, desk = person(name="钱多多"), sit_down(app)
    number = refused(one, desk, friday)
    before = points()
    assert one.post(f"/check-ins/{number}/objection", {"text": "那天坐了班车"}).status_code == 201
    page = desk.get("/objections").text
    for words in ("钱多多", "那天坐了班车", "两处相隔十公里", "测试owner"):
        assert words in page
    silent = desk.post("/objections/1/decision", {"uphold": uphold, "answer": " "})
    assert (silent.status_code, "请写明理由" in silent.text) == (422, True)
    done = desk.post("/objections/1/decision", {"uphold": uphold, "answer": "查过班车记录"})
    assert "告知本人" in done.text
    assert (points() - before >= 1) == bool(earned)
    assert desk.post("/objections/1/decision", {"uphold": uphold, "answer": "再来"}).status_code == 409
    assert one.get("/objections").json["data"][0]["state"] == ("upheld" if earned else "dismissed")
    assert "查过班车记录" in one.get("/messages").json["data"][0]["text"]
    with transaction(reading=True):
        (entry,) = session.scalars(select(AuditEntry).filter_by(action="objection.decide"))
        assert (entry.change["state"][0], entry.reason) == ("open", "查过班车记录")


def test_an_objection_has_its_time_and_its_owner(app, person, friday):
    one, other, desk = person(), person(), sit_down(app)
    counted = one.check_in().json["data"]["id"]
    assert one.post(f"/check-ins/{counted}/objection", {"text": "这条没有被标"}).status_code == 404
    number = refused(one, desk, friday)
    assert other.post(f"/check-ins/{number}/objection", {"text": "替别人说"}).status_code == 404
    assert one.post(f"/check-ins/{number}/objection", {"text": " "}).status_code == 422
    friday.shift(31 * 86_400)
    late = one.post(f"/check-ins/{number}/objection", {"text": "想起来了"})
    assert late.json["error"]["code"] == "OBJECTION_TOO_LATE"


def test_objections_of_another_tree_are_not_found(app, person, friday):
    one, desk = person(department="县局/甲科"), sit_down(app)
    number = refused(one, desk, friday)
    one.post(f"/check-ins/{number}/objection", {"text": "那天坐了班车"})
    other = sit_down(app, "manager", make_department("别的局"))
    assert "那天坐了班车" not in other.get("/objections").text
    assert other.post("/objections/1/decision", {"uphold": "yes", "answer": "好"}).status_code == 404


def test_taking_back_or_leaving_ends_an_objection(app, person, friday):
    one = person()
    number = held(one, friday).json["data"]["id"]
    one.post(f"/check-ins/{number}/objection", {"text": "那天坐了班车"})
    one.post(f"/check-ins/{number}/withdrawal")
    assert one.get("/objections").json["data"] == []
    two = person()
    number = held(two, friday).json["data"]["id"]
    two.post(f"/check-ins/{number}/objection", {"text": "那天坐了班车"})
    assert two.get("/me/export").json["data"]["objections"][0]["text"] == "那天坐了班车"
    two.delete("/participation")
    session.remove()
    assert session.scalar(select(func.count(Objection.id))) == 0


@pytest.fixture
def with_photos(app, tmp_path):
    photo_files.use(tmp_path)
    with transaction():
        switches.turn(switches.PHOTOS, True, "核对光盘", audit.COMMAND_LINE)


def test_the_manager_sees_both_pictures_of_an_act_that_repeats_one(app, person, with_photos, friday):
    one, other = person(), person()
    plate(one, "pledge")
    first = kept(one, photo(1))
    plate(one, photo_id=first)
    friday.shift(86_400)
    plate(one, "pledge")
    second = kept(one, photo(image=scene(1).resize((160, 120))))
    assert plate(one, photo_id=second).json["data"]["state"] == "held"
    unrelated = kept(other, photo(5))
    desk = sit_down(app)
    page = desk.get("/held-acts").text
    assert "照片重复" in page
    for number in (first, second):
        assert f"/console/photos/{number}.jpg" in page
        assert desk.get(f"/photos/{number}.jpg").mimetype == "image/jpeg"
    assert desk.get(f"/photos/{unrelated}.jpg").status_code == 404, "no manager leafs through pictures"
    assert sit_down(app, "manager", make_department("别的局")).get(f"/photos/{first}.jpg").status_code == 404


def left_to_people(photo_id, **values):
    with transaction():
        row = session.get_one(photos.Photo, photo_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_pictures_are_decided_next_to_wechats_word(app, person, with_photos, friday):
    one = person(name="钱多多")
    unclear, risky, fresh = (kept(one, photo(seed)) for seed in (1, 2, 3))
    left_to_people(unclear, suggest="review", label=21000)
    left_to_people(risky, suggest="risky", label=20001, state="refused", reason="没有通过微信的内容检查")
    desk = sit_down(app)
    page = desk.get("/photos").text
    assert "建议人工核对" in page
    assert "时政" in page
    assert "钱多多" not in page, "whose it is does not matter here"
    assert f"/photos/{fresh}.jpg" not in page
    silent = desk.post(f"/photos/{unclear}/review", {"accept": "no", "reason": ""})
    assert (silent.status_code, "请写明不通过的原因" in silent.text) == (422, True)
    assert "照片不通过" in desk.post(f"/photos/{unclear}/review", {"accept": "no", "reason": "拍到了文件"}).text
    assert "照片已通过" in desk.post(f"/photos/{risky}/review", {"accept": "yes"}).text
    assert desk.post(f"/photos/{risky}/review", {"accept": "no", "reason": "反悔"}).status_code == 409
    assert desk.post(f"/photos/{fresh}/review", {"accept": "yes"}).status_code == 404
    assert one.get(f"/photos/{unclear}").json["data"] == {
        "photo_id": unclear, "state": "refused", "reason": "拍到了文件",
    }  # fmt: skip
    assert one.get(f"/photos/{risky}").json["data"]["state"] == "passed"
    told = str(one.get("/messages").json["data"])
    assert "拍到了文件" in told
    with transaction(reading=True):
        changes = session.scalars(select(AuditEntry.change).filter_by(action="photo.review")).all()
    assert [one["state"] for one in changes] == [["checking", "refused"], ["refused", "passed"]]


def test_what_waits_is_counted_for_the_first_page(app, person, friday):
    one, desk = person(), sit_down(app)
    assert "条记录待核实" not in desk.get("/").text
    number = refused(one, desk, friday)
    one.post(f"/check-ins/{number}/objection", {"text": "那天坐了班车"})
    one.post("/suggestions", {"text": "一条放了很久的建议"})
    held(person(), friday)
    friday.shift(8 * 86_400)
    elsewhere = make_department("别的局")
    desk = sit_down(app)
    page = desk.get("/").text
    for words in ("1 条投诉建议已超期", "1 条记录待核实", "1 条异议待复核"):
        assert words in page
    page = sit_down(app, "manager", elsewhere).get("/").text
    assert not any(words in page for words in ("投诉建议已超期", "条记录待核实", "条异议待复核"))
    assert found(r"异议 (\d)", desk.get("/held-acts").text) == "1"
