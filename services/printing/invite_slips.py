"""Invite codes as slips of paper to cut and hand out, each to its own person. A4, fourteen a page."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import delete, select

import clock
from errors import Invalid, NotFound
from models import Department, Employee, Invite, session
from services import accounts, employees
from services.accounts import INVITE_ALPHABET, INVITE_DAYS, INVITE_LENGTH
from services.audit import trail as audit
from services.audit.trail import Actor
from services.departments import departments
from services.printing.font import unprintable
from services.printing.stickers import BOLD, REGULAR, Box, Size, cut_marks, load_fonts, place

MOST = 700  # of one file: fifty pages
SIZE = Size("邀请码", 88, 34, 0, 2, 7)
HOW = "打开“绿行”小程序，在“核对身份”里填工号、姓名和邀请码。参加与否完全自愿。"
GREY = HexColor("#505050")


class Slip(NamedTuple):
    employee_no: str
    name: str
    department: str
    code: str


def make(department_id: int, scope: int | None, actor: Actor) -> bytes:
    """New codes for everybody in a department and below, whether or not they have used one; the PDF.

    The codes of before stop working. Raises NotFound, or Invalid when they are too many for one file.
    """
    path = departments.path_of(department_id)
    if scope is not None and not departments.is_within(path, departments.path_of(scope)):
        raise NotFound("没有这个部门")
    query = employees.here(department_id, select(Employee.id, Employee.employee_no, Employee.name, Department.path))
    people = session.execute(query.order_by(Department.pinyin, Employee.pinyin).limit(MOST + 1)).all()
    if not people:
        raise NotFound("这个部门现在没有人")
    if len(people) > MOST:
        raise Invalid("人太多", {"slips": f"一次最多打印 {MOST} 人，请按下级部门分开打印"})
    codes = renew([person.id for person in people])
    audit.write(actor, "invite_slips", path, {"count": len(people)})
    slips = [Slip(one.employee_no, one.name, one.path, code) for one, code in zip(people, codes, strict=True)]
    return sheet(slips, clock.today() + timedelta(days=INVITE_DAYS))


def renew(ids: list[int]) -> list[str]:
    """A new code for each of these people."""
    codes = ["".join(secrets.choice(INVITE_ALPHABET) for _ in range(INVITE_LENGTH)) for _ in ids]
    session.execute(delete(Invite).where(Invite.employee_id.in_(ids)))
    expires_at = clock.now() + timedelta(days=INVITE_DAYS)
    session.add_all(
        Invite(employee_id=employee_id, code_hash=accounts.hash_invite(code), expires_at=expires_at)
        for employee_id, code in zip(ids, codes, strict=True)
    )
    return codes


def sheet(slips: Sequence[Slip], until: date) -> bytes:
    load_fonts()
    file = BytesIO()
    canvas = Canvas(file, A4, pageCompression=1, invariant=1, initialFontName=REGULAR)
    canvas.setTitle("邀请码")
    for index, slip in enumerate(slips):
        if index and index % SIZE.a_page == 0:
            canvas.showPage()
        box = place(index % SIZE.a_page, SIZE)
        cut_marks(canvas, box)
        draw(canvas, box, slip, until)
    canvas.save()
    return file.getvalue()


def draw(canvas: Canvas, box: Box, slip: Slip, until: date) -> None:
    """From the top: whose it is, the code, what to do with it."""
    left, width = box.x + 3 * mm, box.width - 6 * mm
    canvas.setFillColor(black)
    line(canvas, f"{drawable(slip.name)}　工号 {slip.employee_no}", BOLD, left, box.y + 27 * mm, width, 11)
    canvas.setFillColor(GREY)
    line(canvas, drawable(slip.department), REGULAR, left, box.y + 22 * mm, width, 8.5)
    canvas.setFillColor(black)
    line(canvas, f"{slip.code[:5]} - {slip.code[5:]}", BOLD, left, box.y + 12.5 * mm, width, 19)
    canvas.setFillColor(GREY)
    line(canvas, HOW, REGULAR, left, box.y + 6.5 * mm, width, 7.5)
    last = f"{until.year}年{until.month}月{until.day}日前有效，只能由本人使用。"
    line(canvas, last, REGULAR, left, box.y + 2.5 * mm, width, 7.5)


def line(canvas: Canvas, text: str, font: str, x: float, y: float, widest: float, points: float) -> None:
    """As large as asked for, or as fits."""
    canvas.setFont(font, min(points, widest / (stringWidth(text, font, 1) or 1)))
    canvas.drawString(x, y, text)


def drawable(text: str) -> str:
    """Characters our font lacks as a hollow square, to be written in by hand."""
    return "".join("□" if unprintable(letter) else letter for letter in text)
