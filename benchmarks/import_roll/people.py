"""The whole way of a large roll, from the bytes of its file to the postings in the database."""

import os
from io import BytesIO

from xlsxwriter import Workbook

from benchmarks.harness import Report, timed
from benchmarks.workbench import Workbench
from commands import migrate
from commands.progress import Progress
from models import connect, disconnect, transaction
from services import reference, vault
from services.audit import trail as audit
from services.progress import Step
from services.roll import imports as roll_imports
from services.roll.cells import COLUMNS
from services.roll.imports import Choice

PEOPLE = 20_000
GOAL_SECONDS = 30.0


def seconds(bench: Workbench, report: Report) -> None:
    content = workbook()
    pairs = [(cpu_of_one(bench, content, turn), GOAL_SECONDS) for turn in range(bench.rounds)]
    report.add(timed("import-roll", "seconds", pairs, "s"))


def workbook() -> bytes:
    """Six columns, text as offices have it, phone numbers that belong to nobody."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, COLUMNS)
        for number in range(PEOPLE):
            department = f"单位{number % 40}/科室{number % 400}"
            sheet.write_row(
                number + 1, 0, [f"{number:05}", f"职工{number}", department, f"13{number:09}", "2020-01-01", ""]
            )
    return file.getvalue()


def cpu_of_one(bench: Workbench, content: bytes, turn: int) -> float:
    engine = connect(f"sqlite:///{bench.scratch / f'roll-{turn}.db'}")
    migrate.upgrade(engine)
    vault.unlock((("bench", bytes(32)),))
    with transaction():
        reference.load()
    before = cpu()
    with transaction():
        import_id = roll_imports.stage(content, "名册.xlsx", audit.COMMAND_LINE, watched)
    with transaction():
        seen = roll_imports.preview(import_id).seen
        roll_imports.apply(import_id, Choice(seen), audit.COMMAND_LINE, watched)
    spent = cpu() - before
    disconnect()
    return spent


def watched(label: str, total: int) -> Step:
    return Progress(label, total).step


def cpu() -> float:
    """Seconds of this process and of the children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
