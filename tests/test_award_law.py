"""Awards under the law (国办函〔2026〕12号): nobody is listed unasked, points stay with whoever did not publish
them, and points alone make no candidate.
"""

import re
from io import BytesIO

import pytest
import time_machine
from docx import Document
from sqlalchemy import delete

from award_rounds import UNIT, Round
from factories import fold, make_employee, make_person
from models import AwardSource, session, transaction
from services.audit import trail as audit
from services.compliance import compliance, switches
from services.compliance.compliance import KEPT
from services.office.awards.awards import LAW, OWN_SETTING
from test_voluntary import words

PAGES = ("", "/candidates", "/candidates/new?kind=person", "/candidates/new?kind=unit", "/review", "/publication",
         "/decision", "/rules")  # fmt: skip


@pytest.fixture
def play(app):
    with time_machine.travel("2026-03-11T02:00:00Z", tick=False) as travelling:
        yield Round(app, travelling)


def board(on=True):
    with transaction():
        switches.turn(switches.PEOPLE_BOARD, on, "职工自愿上榜", audit.COMMAND_LINE)


def shown_points(play, candidate):
    page = play.desk.get(f"/office/awards/candidates/{candidate.id}").text
    return re.search(r"积分参考</dt><dd>([^<]+)<", page)[1]


def steady(page, *names):
    """The page without what is of one person and of one moment."""
    text = re.sub(r'value="[^"]*"|candidates/\d+|sources/\d+', "", page.text)
    for name in names:
        text = text.replace(name, "某人")
    return text


def test_points_alone_make_no_candidate(play):
    play.to_candidates()
    play.unit_in(source="board")
    (unit,) = play.candidates()
    play.more(unit, "board", "再抄一遍榜上的位次")
    refused = play.forward()
    assert refused.status_code == 422
    assert "至少两类来源" in refused.text
    assert play.row.state == "candidates"
    play.more(play.candidates()[0], "inspection", "责任区域全部销号")
    assert play.forward().status_code == 200


def test_a_persons_points_are_no_source_at_all(play):
    play.to_candidates()
    for source in ("board", "energy", "points", ""):
        assert play.person_in(source=source).status_code == 422
    assert play.candidates() == []
    play.person_in()
    assert "科室榜位次" not in play.desk.get(f"/office/awards/candidates/{play.candidates()[0].id}").text


def test_nobody_is_a_candidate_without_having_agreed(play):
    play.to_candidates()
    for form in ({"consent": ""}, {"consented_on": ""}, {"consented_on": "2026-03-12"}, {"consented_on": "昨天"}):
        assert play.person_in(**form).status_code == 422, form
    assert play.candidates() == []
    play.person_in()
    assert [str(one.consented_on) for one in play.candidates()] == ["2026-03-10"]


def test_who_is_no_candidate_is_named_nowhere(app, play):
    """Also not whoever has the most points, and not whoever takes no part; a search on the roll finds all alike."""
    eager = make_person(app, name="尉迟多分", employee_no="NP1", department=UNIT, on_people_board=True)
    make_person(app, name="尉迟不参", employee_no="NP2", department=UNIT, joined=False)
    eager.check_in()
    board()
    fold()
    play.to_closed()
    for place in PAGES:
        text = play.desk.get(f"{play.path}{place}").text
        assert "尉迟" not in text, place
    for place in ("publication.docx", "minutes.docx"):
        assert "尉迟" not in words(play.desk.get(f"{play.path}/{place}").data)
    assert "尉迟" not in words(play.desk.post(f"{play.path}/candidates.xlsx").data)
    assert "尉迟" not in play.desk.get("/office/awards").text
    found = play.desk.get(f"{play.path}/candidates/new?kind=person&q=尉迟").text
    assert ("尉迟多分" in found, "尉迟不参" in found) == (True, True)
    assert not re.search(r"积分：|\d+ 分", found)


def test_points_show_only_where_the_person_published_them(app, play):
    listed = make_person(app, name="愿意公开", employee_no="A1", on_people_board=True)
    quiet = make_person(app, name="没有公开", employee_no="A2")
    make_employee(name="没有参加", employee_no="A3")
    for one in (listed, quiet):
        one.check_in()
    fold()
    play.made(year="2026")
    play.forward()
    for number in ("A1", "A2", "A3"):
        play.person_in(number)
    first, second, third = play.candidates()
    assert {shown_points(play, one) for one in (first, second, third)} == {"未公开"}  # the office has no people's board
    board()
    assert shown_points(play, first) == "3 分（本人自愿公开）"
    pages = [play.desk.get(f"/office/awards/candidates/{one.id}") for one in (second, third)]
    one, other = (steady(page, "没有公开", "没有参加") for page in pages)
    assert one == other
    assert listed.patch("/me", {"on_people_board": False}).status_code == 200
    assert shown_points(play, first) == "未公开"


def test_points_are_in_no_paper_and_no_sheet(app, play):
    make_person(app, name="愿意公开", employee_no="A1", department="县审计局/法规科", on_people_board=True).check_in()
    board()
    fold()
    play.to_review()
    play.person_in("A1")
    play.more(play.candidates()[-1], "self")
    sheet = words(play.desk.post(f"{play.path}/candidates.xlsx").data)
    paper = Document(BytesIO(play.desk.get(f"{play.path}/publication.docx").data))
    said = "".join(line.text for line in paper.paragraphs) + "".join(
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    )
    for text in (sheet, said):
        assert "愿意公开" in text
        assert not re.search(r"\d+ 分", text)


def test_whoever_agrees_no_more_is_named_nowhere_after(play):
    play.to_publication()
    _, person = play.candidates()
    address = f"/office/awards/candidates/{person.id}"
    assert play.desk.post(f"{address}/withdrawal", {"version": person.version, "reason": ""}).status_code == 422
    done = play.desk.post(f"{address}/withdrawal", {"version": person.version, "reason": "本人不再同意"})
    assert done.status_code == 200
    assert play.desk.post(f"{address}/withdrawal", {"version": person.version + 1, "reason": "再撤"}).status_code == 409
    for place in (*(f"{play.path}{one}" for one in PAGES), address):
        assert "钱多多" not in play.desk.get(place).text, place
    for place in ("publication.docx", "minutes.docx"):
        assert "钱多多" not in whole_text(play.desk.get(f"{play.path}/{place}").data)
    assert "钱多多" not in words(play.desk.post(f"{play.path}/candidates.xlsx").data)


def whole_text(content):
    file = Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "".join([*(line.text for line in file.paragraphs), *cells])


def test_every_page_and_every_paper_says_that_points_never_decide_and_that_all_is_voluntary(play):
    assert "积分只是评选的参考之一" in LAW
    assert "完全自愿" in LAW
    play.to_publication()
    candidate = f"/office/awards/candidates/{play.candidates()[0].id}"
    for place in ("/office/awards", "/office/awards/new", candidate, *(f"{play.path}{one}" for one in PAGES)):
        assert LAW in play.desk.get(place).text, place
    sheet = whole_text(play.desk.get(f"{play.path}/publication.docx").data)
    assert LAW in sheet
    assert OWN_SETTING in sheet
    assert LAW in whole_text(play.desk.get(f"{play.path}/minutes.docx").data)
    assert LAW in words(play.desk.post(f"{play.path}/candidates.xlsx").data)


def test_the_compliance_page_watches_the_awards(play):
    play.to_closed()
    page = play.desk.get("/compliance").text
    assert "已评出 2 个，其中来源不足两类或者未经本人同意的：0 个" in page
    assert 'href="/console/office/awards"' in page.partition("逐项状态")[2]
    unit, _ = play.candidates()
    with transaction():
        assert compliance.awards().state == KEPT
        session.execute(delete(AwardSource).filter_by(candidate_id=unit.id, kind="inspection"))
        assert "来源不足两类或者未经本人同意的：1 个" in compliance.awards().evidence
