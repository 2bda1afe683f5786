import logging
import re
from datetime import timedelta

import pytest
import time_machine
import zxingcpp
from PIL import Image, ImageDraw
from sqlalchemy import func, select

import clock
from blueprints.console.base import COOKIE
from blueprints.console.sign_ins import CODE_COOKIE
from command_line import Instance
from desk import Desk, found, sit_down
from factories import make_department, make_employee
from models import AuditEntry, ConsoleSession, Manager, SignInTicket, session, transaction
from services.managers import sign_ins as console_sign_ins


def link(employee_no=""):
    with transaction():
        return f"/enter/{console_sign_ins.owner_link(employee_no)}"


def make_manager(employee_id, role="manager", **values):
    with transaction():
        session.add(Manager(name="管理员", role=role, employee_id=employee_id, **values))


def test_a_link_is_looked_at_often_and_works_once(app):
    path, desk = link(), Desk(app)
    for _ in range(3):
        assert "进入工作台" in Desk(app).get(path).text
    inside = desk.post(path)
    assert inside.request.path == "/console/"
    assert inside.status_code == 200
    assert "系统管理员，您好" in inside.text
    for used in (Desk(app).get(path), Desk(app).post(path)):
        assert used.status_code == 410
        assert "已经用过或已过期" in used.text


def test_a_link_lasts_a_quarter_of_an_hour(app):
    path = link()
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert Desk(app).get(path).status_code == 410
        assert Desk(app).post(path).status_code == 410
    assert Desk(app).post("/enter/made-up").status_code == 410


def test_the_cookie_is_out_of_reach_and_only_its_hash_is_kept(app):
    answer = Desk(app).post(link(), follow=False)
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/console" in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    row = session.scalars(select(ConsoleSession)).one()
    assert row.token_hash == console_sign_ins.digest(token)


def test_a_sign_in_ends_after_twelve_hours_or_by_signing_out(app):
    desk, start = sit_down(app), clock.now()
    for minutes in (*range(25, 719, 25), 719):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert desk.get("/roll").status_code == 200
    with time_machine.travel(start + timedelta(minutes=721)):
        assert desk.get("/roll").location == "/console/sign-in"
        assert desk.post("/sign-out").status_code == 401
    desk.get("/")
    assert "已退出登录" in desk.post("/sign-out").text
    assert desk.get("/").location == "/console/sign-in"


def test_a_closed_manager_is_out_at_once(app):
    desk = sit_down(app)
    with transaction():
        session.scalars(select(Manager)).one().is_closed = True
    assert desk.get("/").location == "/console/sign-in"


def test_the_first_owner_is_made_once(app):
    link(), link()
    assert session.scalar(select(func.count()).select_from(Manager)) == 1
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["manager_added", "owner_link", "owner_link"]


def test_an_owner_on_the_roll_may_scan_from_then_on(app, person):
    somebody = person(employee_no="A7", name="钱七")
    Desk(app).post(link("A7"))
    desk, code = showing(app)
    assert somebody.post(f"/console-sign-ins/{code}/confirmation").status_code == 204
    assert "钱七，您好" in desk.get("/sign-in", follow_redirects=True).text


def showing(app):
    """A desk whose browser shows a code, and that code as a phone reads it off the screen."""
    desk = Desk(app)
    return desk, scan(desk.get("/sign-in"))


def scan(page):
    address = read_qr(page.text)
    base, _, code = address.partition("/console/scan?c=")
    assert base == "http://127.0.0.1:8000"
    return code


def read_qr(html):
    """Draw the page's SVG as a picture and read it with an independent decoder."""
    svg = found(r'<svg class="qr"(.*?)</svg>', html)
    size = int(found(r'viewBox="0 0 (\d+)', svg))
    picture = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        draw.rectangle((int(x), int(y), int(x) + int(width) - 1, int(y)), fill=0)
    return zxingcpp.read_barcodes(picture.resize((size * 8, size * 8), Image.Resampling.NEAREST))[0].text


def test_a_manager_scans_confirms_and_the_page_goes_in(app, person):
    somebody = person()
    make_manager(somebody.employee_id)
    desk, code = showing(app)
    script = {"HX-Request": "true"}
    assert desk.get("/sign-in/waiting", headers=script).status_code == 204
    assert scan(desk.get("/sign-in/waiting")) == code, "reloading shows the same code"
    for _ in range(2):
        assert somebody.post(f"/console-sign-ins/{code}/confirmation").status_code == 204
    told = desk.get("/sign-in/waiting", headers=script)
    assert (told.status_code, told.headers["HX-Redirect"]) == (204, "/console/sign-in")
    assert desk.get("/sign-in/waiting").location == "/console/sign-in"
    assert "管理员，您好" in desk.get("/sign-in", follow_redirects=True).text
    assert somebody.post(f"/console-sign-ins/{code}/confirmation").status_code == 404


def test_a_code_serves_only_the_browser_that_shows_it(app, person):
    somebody = person()
    make_manager(somebody.employee_id)
    desk, code = showing(app)
    thief, _ = showing(app)
    thief.http.set_cookie(CODE_COOKIE, f"{code}.guess", path="/console")
    somebody.post(f"/console-sign-ins/{code}/confirmation")
    assert "扫码登录" in thief.get("/sign-in", follow_redirects=True).text
    assert Desk(app).post(f"/enter/{code}").status_code == 410, "a code is no link"
    assert "您好" in desk.get("/sign-in", follow_redirects=True).text


def test_who_may_confirm_what(app, person, client):
    desk, code = showing(app)
    path = f"/console-sign-ins/{code}/confirmation"
    assert client.post(path).status_code == 401
    assert person(bound=False).post(path).status_code == 403
    assert person().post(path).json["error"]["code"] == "FORBIDDEN"
    manager, rival, closed = person(), person(), person()
    make_manager(manager.employee_id)
    make_manager(rival.employee_id)
    make_manager(closed.employee_id, is_closed=True)
    assert closed.post(path).status_code == 403
    assert manager.post("/console-sign-ins/UNKNOWN/confirmation").status_code == 404
    ticket = link().removeprefix("/enter/")
    assert manager.post(f"/console-sign-ins/{ticket}/confirmation").status_code == 404, "a link is no code"
    assert manager.post(path).status_code == 204
    assert rival.post(path).status_code == 404


def test_a_code_runs_out(app, person):
    somebody = person()
    make_manager(somebody.employee_id)
    desk, code = showing(app)
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert somebody.post(f"/console-sign-ins/{code}/confirmation").status_code == 404
        assert "二维码已过期" in desk.get("/sign-in/waiting").text
        assert "二维码已过期" in desk.get("/sign-in/waiting", headers={"HX-Request": "true"}).text
        assert scan(desk.get("/sign-in")) != code


def test_old_tickets_are_swept(app):
    showing(app)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        showing(app)
    assert session.scalar(select(func.count()).select_from(SignInTicket)) == 1


def test_a_form_must_be_ours(app):
    desk = sit_down(app)
    desk.get("/")
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        assert desk.post("/sign-out", headers=headers, follow=False).status_code == 403
    assert desk.post("/sign-out", {"form_token": "wrong"}, follow=False).status_code == 403
    assert desk.post("/sign-out", {"form_token": ""}, follow=False).status_code == 403
    assert Desk(app).post(link(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.get("/").status_code == 200, "nobody was signed out"
    ours = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert desk.post("/sign-out", headers=ours, follow=False).status_code == 303


@pytest.mark.parametrize(("role", "may"), [("reader", False), ("manager", True), ("owner", True)])
def test_roles(app, role, may):
    make_employee(employee_no="R1")
    desk = sit_down(app, role)
    for path in ("/", "/roll", "/roll/people/R1", "/roll/imports", "/rankings", "/reminders"):
        assert desk.get(path).status_code == 200
    assert desk.post("/roll/people/R1/invite").status_code == (200 if may else 403)
    assert desk.post("/roll/imports").status_code == (422 if may else 403)


def test_a_manager_of_one_tree_keeps_to_it(app):
    inside = make_department("财政局")
    make_employee("财政局/预算科", employee_no="F-inside")
    make_employee("财政局二处/综合科", employee_no="F-outside")
    desk = sit_down(app, "manager", inside)
    page = desk.get("/roll?q=F")
    assert "F-inside" in page.text
    assert "F-outside" not in page.text
    assert "财政局二处" not in page.text
    assert desk.get("/roll/people/F-outside").status_code == 404
    assert desk.post("/roll/people/F-outside/invite").status_code == 404
    assert desk.post("/roll/people/F-inside/invite").status_code == 200
    assert desk.upload(b"").status_code == 403
    assert desk.post("/reminders/1/switch", {"is_on": "yes", "reason": "试"}).status_code == 403


def test_no_secret_is_logged(app, caplog):
    caplog.set_level(logging.DEBUG)
    path = link()
    desk = Desk(app)
    desk.post(path)
    token = desk.http.get_cookie(COOKIE, path="/console").value
    assert token not in caplog.text
    assert path.removeprefix("/enter/") not in caplog.text


def test_owner_link_from_the_command_line(tmp_path):
    office = Instance(tmp_path / "instance")
    assert office.run("setup")[0] == 0
    code, said = office.run("owner-link")
    assert code == 0
    assert re.match(r"http://127\.0\.0\.1:8000/console/enter/[\w-]{32}\n", said)
    with office.opened(), transaction():
        session.scalars(select(Manager)).one().totp_sealed = "lost"
    assert office.run("owner-link", "--forget-second-step")[0] == 0
    with office.opened(), transaction(reading=True):
        assert session.scalars(select(Manager.totp_sealed)).one() is None
    code, said = office.run("owner-link", "--employee-no", "X9")
    assert (code, said.strip()) == (1, "名册上没有工号 X9")
