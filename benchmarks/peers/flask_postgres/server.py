"""Bare Flask and psycopg: the whole check-in as one statement. DATABASE (a PostgreSQL URL) in the environment."""

import os
from collections import deque
from pathlib import Path

import psycopg
from flask import Flask, Response, jsonify, request

SCHEMA = Path(__file__).parent.with_name("schema_postgres.sql")
CHECK_IN = """
WITH act AS (
    INSERT INTO check_ins (employee_id, activity, slot, mode, band, points, grams)
    VALUES (%s, 'green_commute', %s, %s, %s, 10, 135) ON CONFLICT DO NOTHING RETURNING id
), person AS (
    INSERT INTO person_totals SELECT %s, 10, 1 FROM act
    ON CONFLICT (employee_id) DO UPDATE SET points = person_totals.points + 10, acts = person_totals.acts + 1
), department AS (
    INSERT INTO department_totals SELECT %s, 10, 1 FROM act
    ON CONFLICT (department_id) DO UPDATE SET points = department_totals.points + 10, acts = department_totals.acts + 1
), line AS (
    INSERT INTO ledger (check_in_id, points, grams) SELECT id, 10, 135 FROM act
)
SELECT id FROM act
"""
FIRST = "SELECT id FROM check_ins WHERE employee_id = %s AND activity = 'green_commute' AND slot = %s"

app = Flask(__name__)
idle: deque[psycopg.Connection] = deque()  # as many connections as threads


def connect() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE"], autocommit=True)


with connect() as first:
    if not first.execute("SELECT to_regclass('check_ins')").fetchone()[0]:
        first.execute(SCHEMA.read_text())


@app.post("/check-ins")
def create() -> tuple[Response, int]:
    body = request.get_json()
    person, department, slot = body["employee_id"], body["department_id"], body["slot"]
    db = idle.pop() if idle else connect()
    made = db.execute(CHECK_IN, (person, slot, body["mode"], body["band"], person, department)).fetchone()
    found = made or db.execute(FIRST, (person, slot)).fetchone()
    idle.append(db)
    shown = {"id": found[0], "activity": "green_commute", "slot": slot, "points": 10, "grams": 135}
    return jsonify({"data": shown}), 201 if made else 200
