"""The papers of a round, opened: the publication sheet, the minutes, the certificates, the sheet of candidates."""

import re
import zlib
from base64 import a85decode
from io import BytesIO

import pytest
import time_machine
from docx import Document
from docx.shared import Mm

from award_rounds import UNIT, Round
from factories import make_employee
from services.office.awards.awards import LAW
from services.workbooks import sheets


@pytest.fixture
def play(app):
    with time_machine.travel("2026-03-11T02:00:00Z", tick=False) as travelling:
        yield Round(app, travelling)


def opened(answer):
    assert answer.status_code == 200, answer.text
    file = Document(BytesIO(answer.data))
    said = [line.text.replace("\n", "") for line in file.paragraphs]
    return said, [[cell.text for cell in row.cells] for table in file.tables for row in table.rows], file


def test_the_publication_sheet(play):
    play.to_publication()
    said, cells, file = opened(play.desk.get(f"{play.path}/publication.docx"))
    assert said[0] == "关于2025年度节约型科室、优秀职工评选候选对象的公示"
    assert ["1", "县政府办 行政科", "科室推荐、巡查整改情况"] in cells
    assert ["1", "钱多多", "县政府办 秘书科", "科室推荐、自荐"] in cells
    assert "2026年3月11日至2026年3月17日（5 个工作日）。" in said
    assert any("机关纪委 305 室" in line and "可以不署名" in line for line in said)
    assert said[-2:] == ["县机关事务中心", "2026年3月11日"]
    assert round(file.sections[0].page_width / Mm(1)) == 210
    assert play.desk.get(f"{play.path}/publication.docx").data == play.desk.get(f"{play.path}/publication.docx").data


def test_the_minutes(play):
    play.to_publication()
    unit, person = play.candidates()
    play.post("judges", {"employee_no": "X0"})
    play.settle((unit.id, "colleague", play.judges()[-1].employee_id), "recuse", "同科室")
    play.answer(play.object("材料里的日期不对", person), "dismissed", "日期已改正，事实不变")
    play.on("2026-03-18")
    play.forward()
    play.forward()
    assert opened(play.desk.get(f"{play.path}/minutes.docx"))[0][0].endswith("（草稿）")
    play.meet()
    play.forward()
    said, cells, _ = opened(play.desk.get(f"{play.path}/minutes.docx"))
    assert said[0] == "2025年度节约型科室、优秀职工评审会会议纪要"
    assert any(
        line.startswith("会议于2026年3月18日在四楼会议室召开，6 人参加。评审人：孙评审、周评审、郑评审、行政0甲。")
        for line in said
    )
    assert ["县政府办 行政科", "评审人与候选同科室或者有隶属关系（行政0甲）", "回避", "同科室"] in cells
    assert ["1", "钱多多", "材料里的日期不对", "不成立，维持候选", "日期已改正，事实不变"] in cells
    assert ["节约型科室", "县政府办 行政科", "3", "3", "行政0甲", "当选"] in cells
    assert ["优秀职工", "钱多多", "4", "3", "无", "当选"] in cells
    assert "逐个审议后投票确定。" in said
    assert "节约型科室：县政府办 行政科。优秀职工：钱多多。" in said
    assert LAW in said


def test_what_somebody_typed_stays_as_typed(play):
    play.to_publication()
    _, person = play.candidates()
    play.answer(play.object("{title} 与 {line} 写反了", person), "dismissed", "{decision} 已核对")
    _, cells, _ = opened(play.desk.get(f"{play.path}/minutes.docx"))
    assert ["1", "钱多多", "｛title｝ 与 ｛line｝ 写反了", "不成立，维持候选", "｛decision｝ 已核对"] in cells


def streams(pdf):
    """What is drawn on each page."""
    found = []
    for head, body in re.findall(rb"<<(.{0,200}?)>>\s*stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        if b"ASCII85Decode" in head and b"FlateDecode" in head:
            found.append(zlib.decompress(a85decode(body.strip(), adobe=False) if not body.strip().endswith(b"~>")
                                         else a85decode(b"<~" + body.strip(), adobe=True)))  # fmt: skip
    return [one for one in found if b" Tf " in one]


def test_certificates_one_page_for_each_and_only_of_what_is_final(play):
    play.to_decision()
    play.meet()
    assert play.desk.post(f"{play.path}/certificates.pdf").status_code == 409
    play.forward()
    answer = play.desk.post(f"{play.path}/certificates.pdf")
    assert answer.mimetype == "application/pdf"
    pdf = answer.data
    assert pdf.count(b"/Type /Page\n") == 2
    assert set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)) == {(b"841.8898", b"595.2756")}
    assert b"NotoSansSC" in pdf
    assert len(streams(pdf)) == 2


def test_a_name_the_font_lacks_leaves_room_to_write_it(play):
    make_employee("县审计局/法规科", "王𠮷", employee_no="Z1")
    play.to_review()
    play.person_in("Z1")
    rare = play.candidates()[-1]
    play.more(rare, "self")
    play.post("publication", {"first": "2026-03-11", "last": "2026-03-17", "place": "公告栏", "channel": "305 室"})
    play.forward()
    play.on("2026-03-18")
    play.forward()
    play.forward()
    play.meet(chosen=[rare.id])
    play.forward()
    assert play.desk.post(f"{play.path}/certificates.pdf").data.count(b"/Type /Page\n") == 1


def test_the_sheet_of_candidates(play):
    play.to_review()
    unit, _ = play.candidates()
    play.more(unit, "leading_group", "=1+1 这不是公式")
    (table,) = sheets.read(play.desk.post(f"{play.path}/candidates.xlsx").data)
    rows = [row for row in table.rows if row[0] in ("节约型科室", "优秀职工")]
    assert [row[4] for row in rows] == ["科室推荐", "巡查整改情况", "领导小组提名", "科室推荐", "自荐"]
    assert [row[1] for row in rows[:1]] == [UNIT]
    assert rows[2][5] == "=1+1 这不是公式"
    assert str(rows[3][3]) == "2026-03-10"
