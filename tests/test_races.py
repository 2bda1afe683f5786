"""Eight processes, fifty threads each, one slot: one row, one 201."""

import multiprocessing
from collections import Counter
from threading import Barrier, Thread

import psycopg
import pytest
from sqlalchemy import func, select

import models
from app import create_app
from config import Config
from factories import Client
from models import CheckIn, session

PROCESSES, THREADS = 8, 50


def tap(config, token, start, answers):
    """One process: as many threads as it may, all at once."""
    app = create_app(config)
    gate = Barrier(THREADS)
    codes = []

    def once():
        one = Client(app, token)
        gate.wait(60)
        answer = one.check_in()
        codes.append((answer.status_code, answer.json.get("data", {}).get("id")))

    threads = [Thread(target=once) for _ in range(THREADS)]
    start.wait(60)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    answers.put(codes)
    models.disconnect()


def test_the_same_slot_from_everywhere_at_once(person, database, settings):
    one = person()
    config = Config(**{**vars(settings), "database_url": database})
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app"])  # imported once instead of eight times; each process makes its own app
    start, answers = context.Barrier(PROCESSES), context.Queue()
    processes = [context.Process(target=tap, args=(config, one.token, start, answers)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    codes = [code for _ in processes for code in answers.get(timeout=150)]
    for process in processes:
        process.join(30)
    assert Counter(status for status, _ in codes) == {201: 1, 200: PROCESSES * THREADS - 1}
    assert len({row_id for _, row_id in codes}) == 1
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 1


@pytest.mark.parametrize("turn", range(3))
def test_two_first_sign_ins_of_one_person_make_one_account(app, emulator, turn):
    emulator.user("o-twice")
    codes = [emulator.code("o-twice") for _ in range(6)]
    statuses = []

    def sign_in(code):
        statuses.append(Client(app).post("/sessions", {"code": code}).status_code)

    threads = [Thread(target=sign_in, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [201] * 6
    with models.transaction(reading=True):
        assert session.scalar(select(func.count()).select_from(models.Account)) == 1


def test_two_withdrawals_at_once_reverse_once(app, person):
    one = person()
    act = one.check_in().json["data"]
    statuses = []

    def withdraw():
        statuses.append(Client(app, one.token).post(f"/check-ins/{act['id']}/withdrawal").status_code)

    threads = [Thread(target=withdraw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [200] + [409] * 7
    with models.transaction(reading=True):
        assert session.scalar(select(func.sum(CheckIn.points))) == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_was_restarted_is_found_again(app, person, database):
    one = person()
    for call in (one.check_in, lambda: one.get("/home"), lambda: one.post("/absences", AWAY)):
        models.disconnect()
        models.connect(database)
        one.get("/policy")
        assert one.get("/me").status_code == 200
        with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as other:
            other.execute(TERMINATE)
        assert call().status_code in (200, 201)


TERMINATE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
AWAY = {"from": "2026-03-02", "to": "2026-03-03", "reason": "leave"}
