"""FastAPI + asyncpg: the whole check-in as one statement. PORT and DATABASE (a PostgreSQL URL) in the environment."""

import os
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

SCHEMA = Path(__file__).parent.with_name("schema_postgres.sql")
CHECK_IN = """
WITH act AS (
    INSERT INTO check_ins (employee_id, activity, slot, mode, band, points, grams)
    VALUES ($1, 'green_commute', $3, $4, $5, 10, 135) ON CONFLICT DO NOTHING RETURNING id
), person AS (
    INSERT INTO person_totals SELECT $1, 10, 1 FROM act
    ON CONFLICT (employee_id) DO UPDATE SET points = person_totals.points + 10, acts = person_totals.acts + 1
), department AS (
    INSERT INTO department_totals SELECT $2, 10, 1 FROM act
    ON CONFLICT (department_id) DO UPDATE SET points = department_totals.points + 10, acts = department_totals.acts + 1
), line AS (
    INSERT INTO ledger (check_in_id, points, grams) SELECT id, 10, 135 FROM act
)
SELECT id FROM act
"""
FIRST = "SELECT id FROM check_ins WHERE employee_id = $1 AND activity = 'green_commute' AND slot = $2"


class CheckIn(BaseModel):
    employee_id: int
    department_id: int
    slot: str
    mode: str
    band: str


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with asyncpg.create_pool(os.environ["DATABASE"], min_size=8, max_size=8) as pool:
        if not await pool.fetchval("SELECT to_regclass('check_ins')"):
            await pool.execute(SCHEMA.read_text())
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/check-ins")
async def create(body: CheckIn) -> JSONResponse:
    async with app.state.pool.acquire() as db:
        made = await db.fetchval(CHECK_IN, body.employee_id, body.department_id, body.slot, body.mode, body.band)
        found = made or await db.fetchval(FIRST, body.employee_id, body.slot)
    shown = {"id": found, "activity": "green_commute", "slot": body.slot, "points": 10, "grams": 135}
    return JSONResponse({"data": shown}, status_code=201 if made else 200)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), loop="uvloop", http="httptools", access_log=False,
                log_level="warning")
