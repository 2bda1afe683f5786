"""Who may enter the console, for how long without doing anything, and the second step of signing in."""

import base64
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

import clock
from desk import Desk, found, sit_down
from factories import make_department, make_employee
from models import AuditEntry, ConsoleSession, Employee, Manager, RecoveryCode, session, transaction
from services.managers import sign_ins as console_sign_ins
from services.managers import totp

TEN = clock.at(date(2026, 3, 10), time(10))


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(app):
    return sit_down(app)


def manager_of(name):
    session.remove()
    return session.scalars(select(Manager).filter_by(name=name)).one()


def test_an_owner_adds_changes_and_ends(owner, app):
    make_employee("县财政局/预算科", name="钱七", employee_no="A7")
    owner.get("/managers")
    page = owner.post("/managers", {"employee_no": "A7", "role": "manager", "department": "县财政局"})
    assert "已添加" in page.text
    one = manager_of("钱七")
    assert (one.role, one.employee_id is not None, one.department_id is not None) == ("manager", True, True)
    assert "县财政局" in found(r">钱七 <small>(.*?)</tr>", page.text)
    owner.post(f"/managers/{one.id}", {"role": "reader", "department": ""})
    assert (manager_of("钱七").role, manager_of("钱七").department_id) == ("reader", None)
    desk = enter(app, one.id)
    assert desk.get("/").status_code == 200
    assert owner.post(f"/managers/{one.id}/close", {"reason": " "}).status_code == 422
    assert "已停用" in owner.post(f"/managers/{one.id}/close", {"reason": "调离"}).text
    assert desk.get("/").location == "/console/sign-in"
    assert owner.post(f"/managers/{one.id}/link").status_code == 409
    owner.post(f"/managers/{one.id}/reopen")
    assert not manager_of("钱七").is_closed
    entries = session.execute(select(AuditEntry.action, AuditEntry.reason).filter_by(subject="钱七")).all()
    actions = ["manager_added", "manager.change", "sign_in", "manager.close", "manager.reopen"]
    assert [entry.action for entry in entries] == actions
    assert entries[3].reason == "调离"


def enter(app, manager_id):
    ticket = secrets.token_urlsafe(16)
    with transaction():
        console_sign_ins.new_ticket(ticket, 5, manager_id=manager_id)
    desk = Desk(app)
    desk.post(f"/enter/{ticket}")
    return desk


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"role": "manager"}, "name"),
        ({"role": "king", "name": "甲"}, "role"),
        ({"role": "manager", "employee_no": "X9"}, "employee_no"),
        ({"role": "manager", "name": "甲", "department": "没有的局"}, "department"),
        ({"role": "owner", "name": "甲", "department": "县财政局"}, "department"),
    ],
)
def test_a_wrong_form_says_where(owner, form, field):
    make_department("县财政局")
    answer = owner.post("/managers", form)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert session.scalar(select(func.count(Manager.id))) == 1


def test_nobody_is_added_twice(owner):
    make_employee(name="钱七", employee_no="A7")
    for status in (200, 409):
        assert owner.post("/managers", {"employee_no": "A7", "role": "reader"}).status_code == status


def test_the_last_owner_stays(owner):
    mine = manager_of("测试owner").id
    for path, form in ((f"/managers/{mine}", {"role": "reader"}), (f"/managers/{mine}/close", {"reason": "试"})):
        answer = owner.post(path, form)
        assert answer.status_code == 409
        assert "至少要有一位负责人" in answer.text
    assert manager_of("测试owner").role == "owner"


def test_an_owner_who_left_the_roll_does_not_count_as_one(owner, app):
    employee_id = make_employee(name="钱七", employee_no="A7")
    owner.post("/managers", {"employee_no": "A7", "role": "owner"})
    other = enter(app, manager_of("钱七").id)
    assert other.get("/managers").status_code == 200
    with transaction():
        session.get_one(Employee, employee_id).left_on = clock.today()
    assert other.get("/managers").location == "/console/sign-in"
    mine = manager_of("测试owner").id
    assert owner.post(f"/managers/{mine}", {"role": "reader"}).status_code == 409


def test_two_owners_who_end_each_other_leave_one(app):
    desks = [sit_down(app), sit_down(app)]
    with transaction():
        first, second = session.scalars(select(Manager).order_by(Manager.id)).all()
        first.name, second.name = "甲", "乙"
        ids = [second.id, first.id]
    for desk in desks:
        desk.get("/managers")
    with ThreadPoolExecutor(2) as pool:
        pairs = zip(desks, ids, strict=True)
        answers = list(pool.map(lambda pair: pair[0].post(f"/managers/{pair[1]}/close", {"reason": "试"}), pairs))
    session.remove()
    assert session.scalar(select(func.count(Manager.id)).filter_by(is_closed=False)) == 1
    assert sorted(answer.status_code for answer in answers)[0] == 200


def test_a_link_for_somebody_is_shown_once_and_works(owner, app):
    owner.post("/managers", {"name": "上级检查组", "role": "reader"})
    one = manager_of("上级检查组")
    page = owner.post(f"/managers/{one.id}/link")
    path = found(r"<code class=\"long\">http://127\.0\.0\.1:8000/console([^<]+)</code>", page.text)
    assert path not in owner.get("/managers").text
    assert "上级检查组，您好" in Desk(app).post(path).text
    owner.post(f"/managers/{one.id}/sign-out")
    assert session.scalar(select(func.count(ConsoleSession.id)).filter_by(manager_id=one.id)) == 0


def test_only_owners_see_the_people(app):
    for role in ("reader", "manager"):
        assert sit_down(app, role).get("/managers").status_code == 403


def test_whoever_does_nothing_is_signed_out(owner, at_ten):
    at_ten.shift(timedelta(minutes=29))
    assert owner.get("/roll").status_code == 200
    at_ten.shift(timedelta(minutes=29))
    assert owner.get("/roll").status_code == 200, "looking at a page counts"
    at_ten.shift(timedelta(minutes=31))
    assert owner.get("/roll").location == "/console/sign-in"
    assert owner.post("/sign-out").status_code == 401


def test_how_long_is_a_setting(owner, at_ten):
    assert "从现在起照此执行" in owner.post("/managers/idle", {"idle": "5"}).text
    for wrong in ("4", "481", "五", "", "1e9", "99999999999999"):
        answer = owner.post("/managers/idle", {"idle": wrong})
        assert (answer.status_code, 'id="idle-fault"' in answer.text) == (422, True)
    at_ten.shift(timedelta(minutes=6))
    assert owner.get("/").location == "/console/sign-in"
    assert session.scalars(select(AuditEntry.change).filter_by(action="console_idle")).one() == {"minutes": [30, 5]}


def test_reading_writes_at_most_once_a_minute(owner, at_ten):
    seen = []
    for _ in range(4):
        owner.get("/")
        session.remove()
        seen.append(session.scalars(select(ConsoleSession.seen_at)).one())
        at_ten.shift(timedelta(seconds=25))
    assert len(set(seen)) == 2


def test_ones_own_sign_ins_are_listed_and_ended(app, owner):
    mine = manager_of("测试owner").id
    other = enter(app, mine)
    stranger = sit_down(app, "manager")
    page = owner.get("/my-sign-ins")
    assert page.text.count("最近使用") == 3, "a heading and two rows"
    ended = found(r"/my-sign-ins/(\d+)/end", page.text)
    stranger.get("/")
    assert stranger.post(f"/my-sign-ins/{ended}/end").status_code == 404
    assert "已结束那次登录" in owner.post(f"/my-sign-ins/{ended}/end").text
    assert other.get("/").location == "/console/sign-in"
    assert owner.get("/").status_code == 200


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_standard_s_own_numbers(seconds, code):
    """RFC 6238, appendix B, SHA-1, the last six of its eight digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert totp.code(secret, seconds // 30) == code
    assert totp.step_of(secret, code, seconds + 30) == seconds // 30
    assert totp.step_of(secret, code, seconds + 90) is None


def set_up(desk):
    """Turn the second step on as a person does; the secret and the recovery codes."""
    desk.get("/my-sign-ins")
    page = desk.post("/my-sign-ins/second-step")
    secret = found(r'密钥：<code class="long">([A-Z2-7]{32})</code>', page.text)
    sealed = found(r'name="sealed" value="([^"]+)"', page.text)
    wrong = desk.post("/my-sign-ins/second-step/on", {"sealed": sealed, "code": "000000"})
    assert wrong.status_code == 422
    assert secret in wrong.text, "the same secret is offered again"
    done = desk.post("/my-sign-ins/second-step/on", {"sealed": sealed, "code": now_code(secret)})
    assert "两步登录已开启" in done.text
    return secret, re.findall(r"<code>([0-9A-Z-]{11})</code>", done.text)


def now_code(secret):
    return totp.code(secret, int(clock.now().timestamp()) // 30)


def test_with_a_second_step_a_link_is_not_enough(app, owner, at_ten):
    secret, codes = set_up(owner)
    assert len(codes) == 8
    at_ten.shift(timedelta(seconds=60))
    desk = enter(app, manager_of("测试owner").id)
    assert desk.get("/").location == "/console/sign-in"
    assert "请输入验证码" in desk.get("/sign-in", follow_redirects=True).text
    assert desk.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert "您好" in desk.post("/sign-in/code", {"code": now_code(secret)}).text


def test_no_code_works_twice(app, owner, at_ten):
    secret, codes = set_up(owner)
    mine = manager_of("测试owner").id
    assert enter(app, mine).post("/sign-in/code", {"code": now_code(secret)}).status_code == 422, "used to set it up"
    at_ten.shift(timedelta(seconds=60))
    for status in (200, 422):
        assert enter(app, mine).post("/sign-in/code", {"code": now_code(secret)}).status_code == status
    for status in (200, 422):
        assert enter(app, mine).post("/sign-in/code", {"code": codes[0].lower()}).status_code == status
    assert "备用码还剩 7 个" in owner.get("/my-sign-ins").text


def test_five_wrong_codes_end_the_sign_in(app, owner, at_ten):
    secret, _ = set_up(owner)
    at_ten.shift(timedelta(seconds=60))
    desk = enter(app, manager_of("测试owner").id)
    assert [desk.post("/sign-in/code", {"code": "1"}).status_code for _ in range(6)] == [422] * 5 + [410]
    assert desk.post("/sign-in/code", {"code": now_code(secret)}).status_code == 410
    assert session.scalars(select(AuditEntry.action).filter_by(action="second_step.failed")).all()


def test_a_waiting_sign_in_opens_nothing(app, owner, at_ten):
    set_up(owner)
    at_ten.shift(timedelta(seconds=60))
    desk = enter(app, manager_of("测试owner").id)
    for path in ("/", "/roll", "/managers", "/audit-entries", "/my-sign-ins"):
        assert desk.get(path).location == "/console/sign-in"
    assert desk.post("/sign-out").status_code == 401


def test_the_secret_is_sealed_and_the_codes_are_hashes(owner):
    secret, codes = set_up(owner)
    session.remove()
    kept = str(session.execute(select(Manager.totp_sealed)).all()) + str(
        session.scalars(select(RecoveryCode.code_hash)).all()
    )
    assert not any(word in kept for word in (secret, *codes, *(code.replace("-", "") for code in codes)))
    log = str(session.execute(select(AuditEntry.subject, AuditEntry.change)).all())
    assert secret not in log


def test_the_second_step_is_switched_off_with_a_code(owner, app, at_ten):
    _, codes = set_up(owner)
    assert owner.post("/my-sign-ins/second-step/off", {"code": "123456"}).status_code == 422
    assert "已关闭两步登录" in owner.post("/my-sign-ins/second-step/off", {"code": codes[3]}).text
    assert enter(app, manager_of("测试owner").id).get("/").status_code == 200
    assert session.scalar(select(func.count(RecoveryCode.id))) == 0


def test_an_owner_takes_the_second_step_off_somebody_who_lost_the_phone(owner, app):
    other = sit_down(app, "manager")
    set_up(other)
    one = manager_of("测试manager")
    owner.get("/managers")
    owner.post(f"/managers/{one.id}/second-step", {"reason": "手机丢失"})
    assert enter(app, one.id).get("/").status_code == 200
    assert session.scalars(select(AuditEntry.reason).filter_by(action="second_step").order_by(AuditEntry.id)).all() == [
        "",
        "手机丢失",
    ]


def test_an_offer_is_for_one_person(owner, app):
    page = owner.post("/my-sign-ins/second-step")
    secret = found(r'class="long">([A-Z2-7]{32})<', page.text)
    sealed = found(r'name="sealed" value="([^"]+)"', page.text)
    other = sit_down(app, "manager")
    other.get("/")
    answer = other.post("/my-sign-ins/second-step/on", {"sealed": sealed, "code": now_code(secret)})
    assert answer.status_code == 410
