from datetime import date

import time_machine
from sqlalchemy import func, select

from factories import make_employee
from models import Account, CheckIn, Participation, Session, session, transaction
from services import accounts, policy


def sign_in(client, emulator, openid="o-someone"):
    emulator.user(openid)
    answer = client.post("/sessions", {"code": emulator.code(openid)})
    client.token = answer.json["data"]["token"]
    return answer


def invited(**employee):
    employee_id = make_employee(**employee)
    with transaction():
        return employee_id, accounts.invite(employee["employee_no"])


def test_from_a_code_to_taking_part(client, emulator):
    _, code = invited(employee_no="A1", name="李四", department="财政局/预算科")
    signed_in = sign_in(client, emulator)
    assert signed_in.status_code == 201
    assert signed_in.json["data"] | {"token": "", "expires_at": ""} == {
        "token": "",
        "expires_at": "",
        "bound": False,
        "joined": False,
    }
    bound = client.post("/binding", {"employee_no": "A1", "name": "李四", "invite_code": code.lower()})
    assert bound.json["data"] == {"employee": {"name": "李四", "department": "财政局/预算科"}}
    assert client.post("/participation", {"policy_version": "old"}).status_code == 409
    version = client.get("/policy").json["data"]["version"]
    assert client.post("/participation", {"policy_version": version}).status_code == 201
    assert client.post("/participation", {"policy_version": version}).status_code == 200
    again = sign_in(client, emulator)
    assert (again.json["data"]["bound"], again.json["data"]["joined"]) == (True, True)
    assert client.check_in().status_code == 201


def test_nothing_that_opens_a_door_is_stored_in_clear(client, emulator):
    sign_in(client, emulator, "o-secret-openid")
    account = session.scalars(select(Account)).one()
    assert "o-secret-openid" not in (account.openid_sealed + account.openid_hash)
    assert client.token.encode() not in session.scalars(select(Session.token_hash)).one()
    assert accounts.openid_of(account) == "o-secret-openid"


def test_a_code_works_once_and_only_fresh(client, emulator):
    emulator.user("o-1")
    code = emulator.code("o-1")
    assert client.post("/sessions", {"code": code}).status_code == 201
    used = client.post("/sessions", {"code": code})
    assert (used.status_code, used.json["error"]["code"]) == (401, "WECHAT_CODE_INVALID")


def test_wechat_down_is_said_so(client, emulator):
    emulator.user("o-1")
    code = emulator.code("o-1")
    emulator.fault("jscode2session", "http", status=502, times=1)
    down = client.post("/sessions", {"code": code})
    assert (down.status_code, down.json["error"]["code"]) == (503, "WECHAT_UNAVAILABLE")


def test_every_wrong_part_gets_the_same_answer_and_the_sixth_try_waits(client, emulator):
    _, code = invited(employee_no="A1", name="李四")
    sign_in(client, emulator)
    right = {"employee_no": "A1", "name": "李四", "invite_code": code}
    wrong = [right | part for part in ({"employee_no": "A2"}, {"name": "王五"}, {"invite_code": "X"}, {"name": "李"})]
    answers = [client.post("/binding", body).json["error"] for body in wrong]
    assert {(error["code"], error["message"]) for error in answers} == {("BINDING_MISMATCH", accounts.MISMATCH)}
    assert client.post("/binding", wrong[0]).status_code == 422
    held = client.post("/binding", right)
    assert held.status_code == 429
    assert 0 < int(held.headers["Retry-After"]) <= 3600


def test_binding_may_be_repeated(client, emulator):
    """An answer lost on the way: the same words again are answered the same, though the code is used up."""
    _, code = invited(employee_no="A1", name="李四")
    sign_in(client, emulator)
    right = {"employee_no": "A1", "name": "李四", "invite_code": code}
    first, again = (client.post("/binding", right) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert client.post("/binding", right | {"name": "王五"}).status_code == 422


def test_what_cannot_be_read_costs_no_try(client, emulator):
    _, code = invited(employee_no="A1", name="李四")
    sign_in(client, emulator)
    for _ in range(8):
        assert client.post("/binding", {"employee_no": 1}).status_code == 422
    assert client.post("/binding", {"employee_no": "A1", "name": "李四", "invite_code": code}).status_code == 200


def test_an_employee_belongs_to_one_wechat(app, client, person, emulator):
    taken = person(employee_no="A1", name="李四")
    with transaction():
        code = accounts.invite("A1")
    sign_in(client, emulator)
    answer = client.post("/binding", {"employee_no": "A1", "name": "李四", "invite_code": code})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "ALREADY_BOUND")
    assert taken.get("/me").status_code == 200


def test_binding_by_phone(client, emulator):
    make_employee(employee_no="A1", name="李四", phone="13800001111")
    sign_in(client, emulator)
    assert client.post("/binding", {"phone_code": emulator.phone_code("13900002222")}).status_code == 422
    bound = client.post("/binding", {"phone_code": emulator.phone_code("13800001111")})
    assert bound.json["data"]["employee"]["name"] == "李四"


def test_signing_out_ends_the_token(client, emulator):
    sign_in(client, emulator)
    assert client.delete("/sessions/current").status_code == 204
    gone = client.delete("/sessions/current")
    assert (gone.status_code, gone.json["error"]["code"]) == (401, "NOT_SIGNED_IN")


def test_leaving_removes_what_identifies_and_keeps_the_departments_sum(person):
    one = person(department="财政局/预算科")
    one.check_in()
    one.patch("/me", {"nickname": "小李", "reminder_kinds": ["commute"], "on_people_board": True})
    one.post("/absences", {"from": "2026-03-02", "to": "2026-03-03", "reason": "leave"})
    assert one.delete("/participation").status_code == 204
    me = one.get("/me").json["data"]
    assert (me["joined"], me["nickname"], me["on_people_board"], me["reminder_kinds"]) == (False, None, False, [])
    assert one.get("/check-ins").json["data"] == []
    assert one.get("/absences").json["data"] == []
    assert one.check_in().json["error"]["code"] == "NOT_JOINED"
    part = session.scalars(select(Participation)).one()
    assert (part.account_id, part.on_people_board) == (None, False)
    assert session.scalar(select(func.sum(CheckIn.points))) == 3
    assert one.delete("/participation").status_code == 204


def test_leaving_and_joining_do_not_pay_twice(person):
    one = person()
    version = policy.current().version
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False):
        one.check_in()
        one.delete("/participation")
        refused = one.post("/participation", {"policy_version": version})
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "LEFT_TODAY")
    with time_machine.travel("2026-03-03T01:00:00Z", tick=False):
        assert one.post("/participation", {"policy_version": version}).status_code == 201
        assert one.check_in(day="2026-03-02").status_code == 422
        assert one.check_in().status_code == 201


def test_leaving_without_having_joined_changes_nothing(person):
    one = person(joined=False)
    assert one.delete("/participation").status_code == 204
    assert one.post("/participation", {"policy_version": policy.current().version}).status_code == 201


def test_agreeing_to_a_newer_notice_is_kept(person):
    one = person()
    with transaction():
        session.query(Participation).update({"policy_version": "2020-01"})
    assert one.get("/me").json["data"]["policy_version"] == "2020-01"
    assert one.post("/participation", {"policy_version": policy.current().version}).status_code == 200
    assert one.get("/me").json["data"]["policy_version"] == policy.current().version


def test_who_left_the_office_is_no_longer_bound(person):
    one = person(left_on=date(2026, 3, 2))
    with time_machine.travel("2026-03-01T15:59:00Z", tick=False):
        assert one.get("/me").status_code == 200
    with time_machine.travel("2026-03-01T16:00:00Z", tick=False):
        assert one.get("/me").json["error"]["code"] == "NOT_BOUND"


def test_export_holds_what_is_stored_about_me_and_nothing_of_others(person):
    one = person(employee_no="A1", name="李四", phone="13800001111")
    person(employee_no="B2", name="王五").check_in()
    one.check_in()
    mine = one.get("/me/export").json["data"]
    assert mine["employee"]["phone"] == "13800001111"
    assert [act["activity"] for act in mine["check_ins"]] == ["green_commute"]
    assert mine["wechat"]["openid"] == one.openid
    assert "王五" not in str(mine)


def test_settings_change_one_by_one(person):
    one = person()
    changed = one.patch("/me", {"quiet_from": "22:00", "commute_template": {"mode": "bus", "band": "5km+"}})
    assert changed.json["data"]["quiet_from"] == "22:00"
    assert one.patch("/me", {"nickname": "绿豆"}).json["data"]["commute_template"] == {"mode": "bus", "band": "5km+"}
    assert one.patch("/me", {"commute_template": None}).json["data"]["commute_template"] is None
    assert one.patch("/me", {"quiet_from": "25:00"}).json["error"]["fields"].keys() == {"quiet_from"}


def test_erasing_leaves_nothing_that_identifies(person):
    one = person(employee_no="A1")
    one.check_in()
    with transaction():
        assert accounts.erase("A1") is True
    assert one.get("/me").status_code == 401
    assert session.scalar(select(func.count()).select_from(Account)) == 0
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 1
