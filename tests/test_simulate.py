"""``manage.py simulate``: an office of any size on this machine, in a place of its own that is gone afterwards."""

import os
import re
import signal
import sqlite3
import time
from contextlib import closing
from datetime import date

import psycopg
import pytest
from sqlalchemy import text

import clock
import postgres
from benchmarks.simulation import checks, report, verdict
from benchmarks.simulation.findings import Findings, Office, Pace, Plan
from command_line import Instance, finish, rows
from config import ConfigError
from models import session, transaction

SMALL = ("--staff", "60", "--days", "3", "--seconds", "1", "--from", "2026-04-30")
DAYS = ["2026-04-30", "2026-05-06", "2026-05-07"]  # 劳动节 in between
LEFT = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


@pytest.fixture
def lvxing(tmp_path):
    return Instance(tmp_path / "instance")


@pytest.fixture
def empty(worker_id):
    """The URL of an empty PostgreSQL database, as an operator writes it."""
    url = postgres.worker_database(os.environ[postgres.ENV], f"lvxing_{worker_id}_simulate")
    return url.replace("postgresql+psycopg:", "postgresql:")


def left_in(url):
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(LEFT)]


def fingerprint(said):
    return re.search(r"记录指纹 ([0-9a-f]{12})", said)[1]


def test_the_same_acts_on_both_databases_whichever_way_they_are_written(lvxing, empty):
    code, said = lvxing.run("simulate", *SMALL, "--requests", "0", "--keep")
    assert code == 0, said
    assert "全部一致" in said
    assert re.search("^  (够用|勉强|不够)：", said, re.MULTILINE)
    assert "60 人 × 9.75% ÷ 60 秒 = 每秒 0.1 次打卡" in said
    kept = Instance(next((lvxing.folder / "simulate").iterdir()))
    assert str(kept.folder) in said

    code, again = lvxing.run("simulate", *SMALL, "--requests", "1000000", "--database", empty)
    assert code == 0, again
    assert "全部由网页程序逐条处理" in again
    assert fingerprint(again) == fingerprint(said)
    assert left_in(empty) == []

    assert kept.run("refold", "--check")[0] == 0
    look_at(kept, said)
    assert clock.AHEAD.total_seconds() == 0
    assert not (lvxing.folder / "lvxing.db").exists()


def look_at(kept, said):
    """The kept database: working days only, labelled, and as many acts as were reported."""
    with closing(sqlite3.connect(kept.database)) as database:
        ask = lambda query: database.execute(query).fetchall()  # noqa: E731
        lived = ask("SELECT DISTINCT day FROM check_ins WHERE day < '2026-05-08' ORDER BY day")
        acts = ask("SELECT count(*) FROM check_ins WHERE day < '2026-05-08' AND attempt > 0")
        assert [day for (day,) in lived] == DAYS
        assert f"记录 {acts[0][0]:,} 条" in said
        assert ask("SELECT count(*) FROM departments WHERE path NOT LIKE '模拟%'") == [(0,)]
        assert ask("SELECT value FROM settings WHERE key = 'demonstration'") == [("true",)]
        assert ask("SELECT DISTINCT state FROM deliveries ORDER BY state") == [("dropped",), ("pending",)]
    damage(kept)


def damage(kept):
    """A point too many in a total, and an act that nobody wrote down: both are told."""
    with kept.opened():
        with transaction():
            had = session.scalar(text("SELECT count(*) FROM check_ins"))
            session.execute(text("UPDATE person_totals SET points = points + 1 WHERE period = 500000000"))
        found = Findings(plan(), Office(0, 0, []), [], date(2026, 5, 8), True, date(2026, 12, 31), confirmed=had + 1)
        checks.check(found)
    told = "；".join(found.wrong)
    assert "person_totals" in told
    assert "个人汇总" in told
    assert f"得到确认 {had + 1} 条，记录里有 {had} 条" in told
    assert "没有通过核对" in "".join(report.conclusion(found))


@pytest.fixture
def heard():
    """Started in the background of a shell, a run of the tests ignores Ctrl-C, and all that it starts would, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_what_is_left_of_the_office_s_own_is_untouched(lvxing, heard):
    lvxing.run("setup")
    before = (rows(lvxing.database), (lvxing.folder / "env").read_text())
    process = lvxing.start("simulate", "--staff", "400", "--days", "366")
    for line in process.stdout:
        if "编造职工" in line:
            break
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    code, said = finish(process)
    assert code == 130, said
    assert "Traceback" not in said
    assert (rows(lvxing.database), (lvxing.folder / "env").read_text()) == before
    assert not (lvxing.folder / "simulate").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "请写明 --staff"),
        (("--staff", "0"), "--staff（在册职工人数）应为 1 到 1,000,000 的整数"),
        (("--staff", "很多"), "现在是「很多」"),
        (("--staff", "5", "--days", "367"), "--days（过多少个工作日）应为 1 到 366"),
        (("--staff", "5", "--peak", "1.5"), "--peak"),
        (("--staff", "5", "--seed", "-1"), "--seed"),
        (("--staff", "5", "--from", "2026-02-30"), "--from 应是 2026-03-02 这样的日期"),
        (("--staff", "5", "--from", "1926-03-02"), "--from 应在 2010-01-01"),
        (("--staff", "5", "--database", "sqlite:///own.db"), "--database 只接受 PostgreSQL"),
        (("--staff", "5", "--database", "nonsense"), "--database 不是数据库地址"),
        (("--staff", "5", "--database", "postgresql://a:secret@127.0.0.1:9/b"), "--database 连不上"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_made(lvxing, words, told):
    code, said = lvxing.run("simulate", *words)
    assert code == 2
    assert told in said
    assert "secret" not in said
    assert not lvxing.folder.exists()


def test_a_database_that_holds_something_is_refused(lvxing, empty):
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA theirs; CREATE TABLE theirs.salaries (name text)")
    code, said = lvxing.run("simulate", *SMALL, "--database", empty)
    assert code == 2
    assert "--database 里已有 1 个表（salaries" in said
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT count(*) FROM theirs.salaries").fetchone() == (0,)


def test_the_office_s_own_database_is_refused_even_empty(lvxing, empty):
    code, said = lvxing.run("simulate", *SMALL, "--database", empty, DATABASE_URL=empty)
    assert code == 2
    assert "本单位正在用的数据库" in said
    assert left_in(empty) == []


def test_a_disk_that_is_too_small_is_said_before(monkeypatch):
    monkeypatch.setenv("INSTANCE_PATH", "/")
    with pytest.raises(ConfigError, match="--staff 1000000000000 --days 366 约需 .* MB，磁盘只剩"):
        verdict.require_room(plan(staff=10**12, days=366))


def plan(staff=5000, days=20, peak=20):
    return Plan(staff, days, None, 0.6, peak, 1, 0, 1, 300)


@pytest.mark.parametrize(
    ("staff", "peak", "full", "is_sqlite", "word", "told"),
    [
        (5000, 20, 400, True, "够用", "高峰占全速的 2.0%"),
        (5000, 1, 100, True, "勉强", "高峰占全速的 83.3%"),
        (100_000, 20, 100, True, "不够", "建议换用 PostgreSQL"),
        (1_000_000, 20, 1000, False, "不够", "建议网页服务 4 台：每秒 1,625 次 ÷（50% × 每台 1,000 次）"),
    ],
)
def test_the_verdict_follows_from_the_figures(monkeypatch, tmp_path, staff, peak, full, is_sqlite, word, told):
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    day = date(2026, 5, 8)
    found = Findings(plan(staff, peak=peak), Office(0, 0, []), [day], day, is_sqlite, day, sizes=[0, 0, 0])
    found.full = Pace(full, full * 3, {})
    found.pace = Pace(40, 120, {"check_in": [5.0] * 100})
    said = "\n".join(report.conclusion(found))
    assert said.startswith(f"{word}：")
    assert told in said
