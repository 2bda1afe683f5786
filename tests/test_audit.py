"""The audit log: a chain that shows every change of a byte, and a room that says in words what was done."""

import ast
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

import clock
import models
from command_line import Instance
from config import ROOT
from desk import sit_down
from factories import make_department
from models import AuditEntry, Setting, session, transaction
from services.audit import actions as audit_actions
from services.audit import chain as audit_chain
from services.audit import trail as audit

NOON = clock.at(date(2026, 3, 11), time(12))
SOMEBODY = audit.Actor(None, "张三")


def write(count=5, actor=SOMEBODY, action="bin.make", **values):
    for number in range(count):
        with transaction():
            audit.write(actor, action, f"第 {number} 件", values or {"state": ["active", "retired"]}, "依据一")


def check():
    session.remove()
    with transaction(reading=True):
        return audit_chain.check()


def tamper(statement, **values):
    """What somebody with the database's password could do, the guards taken away first."""
    session.remove()
    with models.engine().begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("audit_entries_keep", "audit_entries_stay"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement), values)


def test_the_chain_holds_from_the_first_entry_to_the_last(database):
    write()
    assert check() is None
    with transaction(reading=True):
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert [row.number for row in rows] == [1, 2, 3, 4, 5]
        assert [row.previous for row in rows[1:]] == [row.digest for row in rows[:-1]]
        assert audit_chain.head().digest == rows[-1].digest


@pytest.mark.parametrize(
    "change",
    [
        "subject = 'x'", "actor = '李四'", "action = 'bin.makE'", "reason = '依据二'", "manager_id = NULL, actor = ''",
        "created_at = '2026-03-11 04:00:00.000001'", "digest = '0'", "previous = '0'",
        """change = '{"state": ["active", "retireD"]}'""",
    ],
)  # fmt: skip
def test_one_changed_byte_is_found(database, change):
    write()
    tamper(f"UPDATE audit_entries SET {change} WHERE number = 3")
    found = check()
    assert found is not None
    assert found.number == 3


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_missing_entry_is_found(database, number):
    write()
    tamper("DELETE FROM audit_entries WHERE number = :number", number=number)
    found = check()
    assert (found.number, found.problem) == (number, "这一条不见了")


def test_entries_changed_places_or_added_are_found(database):
    write()
    tamper("UPDATE audit_entries SET number = CASE number WHEN 2 THEN -3 ELSE -2 END WHERE number IN (2, 3)")
    tamper("UPDATE audit_entries SET number = -number WHERE number < 0")
    assert check().number == 2


def test_a_chain_made_anew_without_the_key_does_not_fit(database):
    """Somebody cuts the last entry off and puts the mark of the end back to the one before: they cannot seal it."""
    write()
    tamper("DELETE FROM audit_entries WHERE number = 5")
    tamper("UPDATE settings SET value = :value WHERE key = 'audit_head'", value=json.dumps("A256GCM|test|AAAA|BBBB"))
    assert check().problem == "链尾的记号被改动过"


def test_an_entry_beside_the_chain_is_found(database):
    write()
    tamper(
        "INSERT INTO audit_entries (actor, action, subject, change, reason, created_at)"
        " VALUES ('x', 'bin.make', 'y', '{}', '', '2026-03-11 04:00:00')"
    )
    assert check().problem == "这一条不在链上"


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET subject = 'x'", "DELETE FROM audit_entries"])
def test_the_database_refuses_to_change_the_log(database, statement):
    write()
    session.remove()
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(statement))
    assert check() is None


def test_many_at_once_make_one_chain(database):
    def work(number):
        for turn in range(8):
            models.atomic(audit.write)(SOMEBODY, "bin.make", f"{number}-{turn}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert check() is None
    assert audit_chain.length() == 48


def test_what_is_rolled_back_leaves_no_gap(database):
    write(2)
    with pytest.raises(ZeroDivisionError):
        models.atomic(write_and_fail)()
    write(2)
    assert check() is None
    assert audit_chain.length() == 4


def write_and_fail():
    audit.write(SOMEBODY, "bin.make", "未成")
    raise ZeroDivisionError


def test_entries_from_before_the_chain_are_taken_in(database):
    session.remove()
    with transaction():
        for number in range(3):
            session.add(AuditEntry(actor="旧", action="invite", subject=str(number), change={}, created_at=NOON))
    tamper("DELETE FROM settings WHERE key = 'audit_head'")
    write(1)
    assert check() is None
    assert audit_chain.length() == 4
    with transaction():
        assert audit_chain.take_in_old() == 0


def test_numbers_of_people_are_masked(database):
    with transaction():
        change = {"file": "名册13812345678.xlsx", "rows": [{"note": "证件 11010119900101123X"}]}
        audit.write(SOMEBODY, "roll_import", "13812345678 的名册", change, "本人 13812345678 要求")
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.subject == "138****5678 的名册"
    assert entry.reason == "本人 138****5678 要求"
    assert entry.change == {"file": "名册138****5678.xlsx", "rows": [{"note": "证件 110101****123X"}]}
    assert check() is None


def test_the_command_names_the_first_break(tmp_path):
    office = Instance(tmp_path / "instance")
    office.run("setup")
    office.run("owner-link")
    code, said = office.run("audit-check")
    assert code == 0, said
    assert "操作日志完整，共 2 条" in said
    with office.opened():
        tamper("UPDATE audit_entries SET subject = 'x' WHERE number = 2")
    code, said = office.run("audit-check")
    assert code == 1
    assert "第 2 条处断开：内容被改动过" in said
    assert "命令行，owner_link，x" in said


@pytest.fixture
def desk(app):
    with time_machine.travel(NOON, tick=False):
        yield sit_down(app)


def test_the_room_says_what_was_done_in_words(desk):
    write(1, state=["active", "retired"], codes=["A", "B"])
    page = desk.get("/audit-entries").text
    for words in ("建立分类桶", "第 0 件", "状态：在用 → 已停用", "编码：A、B", "理由：依据一", "张三", "登录工作台"):
        assert words in page


def test_every_action_has_a_name():
    """What the code writes into the log is written there in words too."""
    keys = {
        node.args[1].value
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] in {"services", "blueprints", "commands", "scheduler"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.write" and type(node.args[1]) is ast.Constant
    }
    assert len(keys) > 15
    assert keys - audit_actions.ACTIONS.keys() == set()


def test_looking_for_an_entry(desk):
    write(1, audit.Actor(None, "李四"), "invite")
    with time_machine.travel(NOON - timedelta(days=3), tick=False):
        write(1, audit.Actor(None, "王五"), "waste_labels")

    def shown(query):
        page = desk.get(f"/audit-entries?{query}").text.partition("<tbody>")[2]
        return {name for name in ("李四", "王五", "测试owner") if name in page}

    assert shown("") == {"李四", "王五", "测试owner"}
    assert shown("actor=李四") == {"李四"}
    assert shown("room=职工名册") == {"李四"}
    assert shown("last=2026-03-08") == {"王五"}
    assert shown("first=2026-03-09&last=2026-03-11") == {"李四", "测试owner"}
    assert shown("first=someday&page=-1") == {"李四", "王五", "测试owner"}
    assert shown("q=第 0&room=分类词典") == {"王五"}
    assert "没有符合条件的记录" in desk.get("/audit-entries?q=100%25").text


def test_a_long_log_is_turned_over(desk):
    write(60)
    first, second = desk.get("/audit-entries"), desk.get("/audit-entries?page=2")
    assert "共 61 条，第 1／2 页" in first.text
    assert "第 59 件" in first.text
    assert "登录工作台" in second.text.partition("<tbody>")[2]


def test_the_log_as_a_workbook(desk):
    write(1, action="=1+1")
    answer = desk.get("/audit-entries/export.xlsx?room=其他")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert sheet["A1"].value == "操作日志"
    assert [cell.value for cell in sheet[3]][:4] == ["序号", "时间", "经手人", "栏目"]
    row = [cell.value for cell in sheet[4]]
    assert row[0] == 2
    assert (row[1].hour, row[2], row[4], sheet["E4"].data_type) == (12, "张三", "=1+1", "s")
    assert row[8] == session.scalars(select(AuditEntry.digest).filter_by(number=2)).one()
    assert sheet.max_row == 4


def test_the_log_is_for_those_who_look_after_the_whole_office(app):
    assert sit_down(app, "reader").get("/audit-entries").status_code == 403
    tree = sit_down(app, "manager", make_department("县财政局"))
    assert tree.get("/audit-entries").status_code == 403
    assert tree.get("/audit-entries/export.xlsx").status_code == 403
    assert sit_down(app, "manager").get("/audit-entries").status_code == 200


def test_the_key_of_the_chain_is_not_in_the_database(database):
    write(1)
    assert str(session.scalar(select(Setting.value).filter_by(key="audit_head"))).startswith("A256GCM|")
