"""Certificates: A4 across, one page for each who was chosen. Only what the closed minutes say is printed."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from errors import Conflict
from models import AwardCandidate, AwardRound
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.awards import awards
from services.office.awards import candidates as award_candidates
from services.office.awards import revocations as award_revocations
from services.office.awards.awards import CLOSED, KINDS, LAW, PERSON
from services.office.notices import words
from services.printing.invite_slips import drawable
from services.printing.stickers import BOLD, REGULAR, load_fonts

WIDTH, HEIGHT = landscape(A4)
INK, GREEN, GOLD, GREY = HexColor("#1f2a24"), HexColor("#1f5c37"), HexColor("#b08d3c"), HexColor("#505050")
CENTRE = WIDTH / 2
TEXT = 52 * mm  # where the text begins, from either edge
LINE = 13 * mm


def make(row: AwardRound, actor: Actor) -> bytes:
    """The PDF, without what was revoked. Raises Conflict before the minutes are final, and when nothing is left."""
    if row.state != CLOSED:
        raise Conflict("纪要定稿以后才能打印证书")
    revoked = award_revocations.of_round(row.id)
    given = [one.candidate for one in award_candidates.standing(row.id) if one.candidate.certificate_no]
    chosen = [one for one in given if one.id not in revoked]
    if not chosen:
        raise Conflict("这次评选的荣誉都已撤销，没有可以打印的证书")
    audit.write(actor, "award.certificates", row.title, {"count": len(chosen)})
    return sheet(row, chosen)


def sheet(row: AwardRound, chosen: Sequence[AwardCandidate]) -> bytes:
    load_fonts()
    file = BytesIO()
    canvas = Canvas(file, (WIDTH, HEIGHT), pageCompression=1, invariant=1, initialFontName=REGULAR)
    canvas.setTitle("荣誉证书")
    for one in chosen:
        frame(canvas)
        draw(canvas, row, one)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def frame(canvas: Canvas) -> None:
    """A broad green line, a fine golden one, and a small square in each corner."""
    for edge, width, colour in ((10 * mm, 3, GREEN), (13 * mm, 0.8, GOLD), (15 * mm, 0.4, GOLD)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        canvas.rect(edge, edge, WIDTH - 2 * edge, HEIGHT - 2 * edge)
    canvas.setFillColor(GOLD)
    side = 4 * mm
    for x in (15 * mm, WIDTH - 15 * mm - side):
        for y in (15 * mm, HEIGHT - 15 * mm - side):
            canvas.rect(x, y, side, side, stroke=0, fill=1)


def draw(canvas: Canvas, row: AwardRound, one: AwardCandidate) -> None:
    middle(canvas, "荣 誉 证 书", BOLD, HEIGHT - 50 * mm, 44, GREEN)
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(1)
    canvas.line(CENTRE - 45 * mm, HEIGHT - 57 * mm, CENTRE + 45 * mm, HEIGHT - 57 * mm)
    year, number = (one.certificate_no or "-").split("-")
    middle(canvas, f"编号　〔{year}〕第 {number} 号", REGULAR, HEIGHT - 65 * mm, 11, GREY)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, fitting(called(one), BOLD, 24))
    canvas.drawString(TEXT, HEIGHT - 86 * mm, called(one))
    canvas.setFont(REGULAR, 19)
    for at, line in enumerate(broken(f"　　{sentence(row, one)}", 19)):
        canvas.drawString(TEXT, HEIGHT - 101 * mm - at * LINE, line)
    signed(canvas, row)
    middle(canvas, LAW, REGULAR, 21 * mm, 8.5, GREY)


def called(one: AwardCandidate) -> str:
    """With the honorific, as a certificate opens; a unit by its path in words."""
    name = drawable(one.name.replace("/", " "))
    return f"{name} 同志：" if one.kind == PERSON else f"{name}："


def sentence(row: AwardRound, one: AwardCandidate) -> str:
    return f"在{awards.period(row)}节约型机关创建工作中表现突出，被评为“{KINDS[one.kind]}”。特发此证，以资鼓励。"


def signed(canvas: Canvas, row: AwardRound) -> None:
    assert row.closed_on is not None
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, fitting(row.issuer, REGULAR, 17))
    canvas.drawRightString(WIDTH - TEXT, 50 * mm, drawable(row.issuer))
    canvas.setFont(REGULAR, 15)
    canvas.drawRightString(WIDTH - TEXT, 39 * mm, words(row.closed_on))


def middle(canvas: Canvas, text: str, font: str, y: float, points: float, colour: HexColor) -> None:
    canvas.setFillColor(colour)
    canvas.setFont(font, min(points, (WIDTH - 50 * mm) / stringWidth(text, font, 1)))
    canvas.drawCentredString(CENTRE, y, text)


def fitting(text: str, font: str, points: float) -> float:
    """As large as asked for, or as fits between the margins."""
    return min(points, (WIDTH - 2 * TEXT) / (stringWidth(text, font, 1) or 1))


def broken(text: str, points: float) -> list[str]:
    """Into lines between the margins; a line never begins with a mark that closes."""
    lines, room = [""], WIDTH - 2 * TEXT
    for letter in text:
        is_full = stringWidth(lines[-1] + letter, REGULAR, points) > room
        if is_full and letter not in "，。”、；":
            lines.append("")
        lines[-1] += letter
    return lines
