"""Every route of the console, as everybody who might ask: strangers, readers, managers of one tree or of all, owners.

``pytest tests/test_console_access.py -s -k table`` prints the table.
"""

import sys

import pytest
import time_machine
from sqlalchemy import select, update

import models
from console_access import ASKED_FOR, REACH, Reach
from desk import Desk, sit_down
from factories import make_department, make_employee, make_person
from models import Base, Department, Hold, Objection, Photo, session, transaction
from pictures import photo
from services.audit import trail as audit
from services.compliance import switches
from services.photos import files as photo_files
from sorting import held
from test_photos import kept
from test_voluntary import words

ORDER = ("stranger", "reader", "manager", "owner")
WHO = {
    "陌生人": ("stranger", False),
    "只读（某部门）": ("reader", True),
    "只读": ("reader", False),
    "管理员（某部门）": ("manager", True),
    "管理员": ("manager", False),
    "负责人": ("owner", False),
}
LEFT_OUT = {"console_sessions", "sign_in_tickets"}  # they say when somebody last looked at a page
OURS, THEIRS = "县政府办/秘书科", "县审计局/综合科"
NAME, NUMBER = "尉迟外人", "NP7788"


def routes(app):
    """(endpoint without the console, rule, method, role) of each, signing out last."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console."):
            method = "POST" if "POST" in rule.methods else "GET"
            role = app.view_functions[rule.endpoint].role
            found.append((rule.endpoint.removeprefix("console."), rule, method, role))
    return sorted(found, key=lambda one: (one[0] == "sign_ins.sign_out", one[0]))


def address(rule, **values):
    dummies = {name: 999 if name.endswith("_id") else "none" for name in rule.arguments} | {"kind": "accept"}
    return rule.build(dummies | values, append_unknown=False)[1].removeprefix("/console")


def may(role, reach, who):
    """What the table says."""
    rank, in_tree = WHO[who]
    if reach is Reach.ANYONE:
        return True
    if ORDER.index(rank) < ORDER.index(role):
        return False
    return not (in_tree and reach is Reach.WHOLE)


@pytest.fixture
def desks(app):
    """One desk for each of them; the trees are ``OURS``."""
    top = make_department("县政府办")
    make_employee(OURS)
    make_employee(THEIRS)
    seated = {
        who: sit_down(app, role, top if tree else None) for who, (role, tree) in WHO.items() if role != "stranger"
    }
    return {"陌生人": Desk(app)} | seated


def everything():
    """All that is stored."""
    session.remove()
    with models.engine().connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all() for table in tables
        }


def is_in(answer):
    """Whether the answer let them in: found, wrongly filled in, or not there, but not turned away."""
    return answer.status_code not in (401, 403) and answer.location != "/console/sign-in"


def test_every_route_has_its_line(app):
    assert [endpoint for endpoint, *_ in routes(app) if endpoint not in REACH] == []


def test_the_routes_do_what_the_table_says(app, desks):
    """Each route × each kind of visitor; first whoever is turned away, which changes nothing."""
    asked = [
        (endpoint, who, method, address(rule), may(role, REACH[endpoint], who))
        for endpoint, rule, method, role in routes(app)
        for who in WHO
        if REACH[endpoint] is not Reach.ANYONE
    ]
    for desk in desks.values():
        desk.get("/")
    before = everything()
    holes = []
    for endpoint, who, method, path, allowed in sorted(asked, key=lambda one: one[-1]):
        if allowed and before is not None:
            assert everything() == before
            before = None
        app.extensions["limiter"].storage.reset()
        answer = desks[who].post(path, follow=False) if method == "POST" else desks[who].get(path)
        if is_in(answer) != allowed or answer.status_code >= 500:
            holes.append((endpoint, who, answer.status_code))
    assert holes == []
    assert before is None


def asked(endpoint, rule, things):
    (argument,) = rule.arguments - {"kind"}
    return address(rule, **{argument: things[ASKED_FOR[endpoint]]})


def test_another_tree_s_things_are_not_found(app, desks, tmp_path):
    """By their own address, for whoever looks after another part of the office; and nothing of them changes."""
    with time_machine.travel("2026-03-11T04:00:00Z", tick=False) as traveller:
        person = make_person(app, department=THEIRS, employee_no=NUMBER, name=NAME)
        refused = held(person, traveller).json["data"]["id"]
        assert person.post(f"/check-ins/{refused}/objection", {"text": "那天坐了班车"}).status_code == 201
        photo_files.use(tmp_path)
        with transaction():
            switches.turn(switches.PHOTOS, True, "光盘行动自愿附图", audit.COMMAND_LINE)
        doubtful, passed = (kept(person, photo(seed)) for seed in (1, 2))
        suggestion = person.post(
            "/suggestions", {"text": "走廊里的灯白天也亮着，能不能关一排", "photo_id": passed}
        ).json["data"]["id"]
    with transaction():
        session.execute(update(Photo).filter_by(id=doubtful).values(suggest="review"))
        session.execute(update(Photo).filter_by(id=passed).values(state="passed"))
    theirs = {
        "employee": NUMBER,
        "hold": session.scalars(select(Hold.id)).one(),
        "objection": session.scalars(select(Objection.id)).one(),
        "photo": doubtful,
        "suggestion": suggestion,
        "department": session.scalars(select(Department.id).filter_by(path=THEIRS)).one(),
    }
    checked = 0
    for endpoint, rule, method, role in routes(app):
        if endpoint not in ASKED_FOR:
            assert REACH[endpoint] is not Reach.TREE or not rule.arguments, f"say in ASKED_FOR what {endpoint} is about"
            continue
        for who, desk in desks.items():
            if may(role, REACH[endpoint], who) and WHO[who][1]:
                before = everything()
                path = asked(endpoint, rule, theirs)
                answer = desk.post(path, follow=False) if method == "POST" else desk.get(path)
                assert answer.status_code == 404, (endpoint, who)
                assert everything() == before, (endpoint, who)
                checked += 1
        whole = desks["管理员"]
        path = asked(endpoint, rule, theirs)
        answer = whole.post(path, follow=False) if method == "POST" else whole.get(path)
        assert answer.status_code not in (401, 403, 404, 500), endpoint
    assert checked >= len(ASKED_FOR)


def test_no_page_or_export_names_anybody_of_another_tree(app, desks):
    with time_machine.travel("2026-03-11T04:00:00Z", tick=False) as traveller:
        held(make_person(app, department=THEIRS, employee_no=NUMBER, name=NAME), traveller)
    pages = [address(rule) for _, rule, method, _ in routes(app) if method == "GET"]
    for who, (_, in_tree) in WHO.items():
        for path in [*pages, f"/roll?q={NAME}", f"/roll/people?q={NUMBER}"] if in_tree else []:
            text = words(desks[who].get(path).data)
            assert NAME not in text.replace(f'value="{NAME}"', "").replace(f"“{NAME}”", ""), (who, path)
    assert NAME in desks["管理员"].get(f"/roll?q={NUMBER}").text
    assert NAME in desks["管理员"].get("/held-acts").text


def test_the_table(app):
    """Printed with ``-s``."""
    names = list(WHO)
    lines = ["｜".join(["路由", "范围", *names])]
    for endpoint, _, method, role in routes(app):
        marks = ["√" if may(role, REACH[endpoint], who) else "—" for who in names]
        lines.append("｜".join([f"{method} {endpoint}", REACH[endpoint].value, *marks]))
    sys.stdout.write("\n".join(["", *lines, ""]))
    assert all(may("reader", reach, "负责人") for reach in Reach)
    assert not any(may(role, Reach.OFFICE, "陌生人") for role in ORDER[1:])
