"""Bare Flask and sqlite3: four statements by hand in one transaction. DATABASE (a file) in the environment."""

import os
import sqlite3
from pathlib import Path

from flask import Flask, Response, jsonify, request

SCHEMA = Path(__file__).parent.with_name("schema_sqlite.sql")
INSERT = """
INSERT INTO check_ins (employee_id, activity, slot, mode, band, points, grams) VALUES (?, 'green_commute', ?, ?, ?, 10, 135)
ON CONFLICT DO NOTHING
"""
PERSON = """
INSERT INTO person_totals VALUES (?, 10, 1)
ON CONFLICT (employee_id) DO UPDATE SET points = points + 10, acts = acts + 1
"""
DEPARTMENT = """
INSERT INTO department_totals VALUES (?, 10, 1)
ON CONFLICT (department_id) DO UPDATE SET points = points + 10, acts = acts + 1
"""
LINE = "INSERT INTO ledger (check_in_id, points, grams) VALUES (?, 10, 135)"
FIRST = "SELECT id FROM check_ins WHERE employee_id = ? AND activity = 'green_commute' AND slot = ?"

app = Flask(__name__)


def connect() -> sqlite3.Connection:
    db = sqlite3.connect(os.environ["DATABASE"], isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        db.execute(f"PRAGMA {pragma}")
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'check_ins'").fetchone():
        db.executescript(SCHEMA.read_text())
    return db


db = connect()  # one worker with one thread


@app.post("/check-ins")
def create() -> tuple[Response, int]:
    body = request.get_json()
    person, slot = body["employee_id"], body["slot"]
    db.execute("BEGIN IMMEDIATE")
    made = db.execute(INSERT, (person, slot, body["mode"], body["band"]))
    found, status = made.lastrowid, 201
    if made.rowcount:
        db.execute(PERSON, (person,))
        db.execute(DEPARTMENT, (body["department_id"],))
        db.execute(LINE, (found,))
    else:
        found, status = db.execute(FIRST, (person, slot)).fetchone()[0], 200
    db.execute("COMMIT")
    shown = {"id": found, "activity": "green_commute", "slot": slot, "points": 10, "grams": 135}
    return jsonify({"data": shown}), status
