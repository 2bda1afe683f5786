"""An award that was given is revoked, and a revocation lifted: entries that stay, and no certificate meanwhile."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from award_rounds import Round
from models import AuditEntry, AwardCandidate, AwardObjection, AwardRevocation, AwardRound, session, transaction
from test_award_papers import opened, streams

ORDER = {"day": "2026-04-01", "number": "县机关事务〔2026〕9号", "reason": "申报材料不实，经纪检核实"}


@pytest.fixture
def play(app):
    with time_machine.travel("2026-03-11T02:00:00Z", tick=False) as travelling:
        made = Round(app, travelling)
        made.to_closed()
        made.on("2026-04-01")
        yield made


def decide(play, one, what="revocation", **changed):
    form = {"version": play.candidates()[one].version} | ORDER | changed
    return play.desk.post(f"/office/awards/candidates/{one + 1}/{what}", form)


def certificates(play):
    return play.desk.post(f"{play.path}/certificates.pdf")


def test_a_revoked_award_stays_is_marked_everywhere_and_prints_no_certificate(play):
    assert len(streams(certificates(play).data)) == 2
    page = decide(play, 1)
    assert "已撤销，证书不再打印" in page.text
    assert "2026-002 号证书不再打印" in page.text
    assert len(streams(certificates(play).data)) == 1
    for path in ("/office/awards", f"{play.path}/candidates", f"{play.path}/decision"):
        assert "已撤销" in play.desk.get(path).text, path
    assert "县机关事务〔2026〕9号" in play.desk.get(f"{play.path}/decision").text
    said, cells, _ = opened(play.desk.get(f"{play.path}/minutes.docx"))
    assert "定稿以后的撤销" in "".join(said)
    assert ["优秀职工", "钱多多", "2026年4月1日", ORDER["number"], ORDER["reason"]] in cells
    given = [(one.is_chosen, one.certificate_no) for one in play.candidates()]
    assert given == [(True, "2026-001"), (True, "2026-002")]
    with transaction(reading=True):
        entry = session.scalars(select(AuditEntry).filter_by(action="award.revoke")).one()
    assert entry.subject.endswith("：P1"), "by staff number, as everywhere in the log"
    assert (entry.change["number"], entry.reason) == (ORDER["number"], ORDER["reason"])
    assert "撤销荣誉" in play.desk.get("/audit-entries").text


def test_with_nothing_left_there_is_nothing_to_print_and_the_page_says_why(play):
    decide(play, 0)
    decide(play, 1)
    answer = certificates(play)
    assert (answer.status_code, "荣誉都已撤销" in answer.text) == (409, True)
    assert "打印证书（PDF）" not in play.desk.get(f"{play.path}/decision").text


def test_a_revocation_is_lifted_only_by_another_entry(play):
    decide(play, 1)
    assert decide(play, 1).status_code == 409, "it is revoked already"
    assert decide(play, 0, "restoration").status_code == 409, "it is not"
    play.on("2026-04-20")
    early = decide(play, 1, "restoration", day="2026-03-31")
    assert (early.status_code, "在 2026-04-01 到今天之间" in early.text) == (422, True)
    assert "请写明理由" in decide(play, 1, "restoration", day="2026-04-20", reason=" ").text
    done = decide(play, 1, "restoration", day="2026-04-20", number="县机关事务〔2026〕12号", reason="复核认定材料属实")
    assert "撤销已解除" in done.text
    assert ("申报材料不实" in done.text, "复核认定材料属实" in done.text) == (True, True)
    assert len(streams(certificates(play).data)) == 2
    assert "已撤销" not in play.desk.get("/office/awards").text
    rows = [(row.is_lift, row.day) for row in play.of(AwardRevocation)]
    assert rows == [(False, date(2026, 4, 1)), (True, date(2026, 4, 20))]
    with transaction(reading=True):
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("award.rev%")))
        assert set(actions) == {"award.revoke", "award.revocation_lift"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"day": ""}, "请填写决定的日期"),
        ({"day": "2026-04-02"}, "请填写决定的日期"),
        ({"day": "2026-03-17"}, "请填写决定的日期"),
        ({"number": " "}, "请填写决定的文号"),
        ({"reason": "不"}, "请写明理由"),
        ({"version": "99"}, "有人刚刚改过"),
    ],
)
def test_what_a_revocation_lacks_is_named(play, changed, sentence):
    page = decide(play, 1, **changed)
    assert page.status_code == 422
    assert sentence in page.text
    assert play.of(AwardRevocation) == []


def test_who_was_not_chosen_has_nothing_to_lose(app):
    with time_machine.travel("2026-03-11T02:00:00Z", tick=False) as travelling:
        play = Round(app, travelling)
        play.to_decision()
        assert decide(play, 0, day="2026-03-18").status_code == 409


def test_long_lists_come_page_by_page(play):
    with transaction():
        row = session.get_one(AwardRound, 1)
        for number in range(25):
            more = AwardRound(
                title=f"往年评选{number}", year=2000 + number, period="year", issuer="中心", state="closed"
            )
            session.add(more)
            session.add(AwardObjection(round_id=row.id, day=date(2026, 3, 12), text=f"反映的第{number}件事"))
        for number in range(60):
            one = AwardCandidate(round_id=row.id, kind="unit", name=f"科室{number}", certificate_no=f"2025-{number:03}")
            session.add(one)
    list_of = {path: (play.desk.get(path).text, play.desk.get(f"{path}{sign}2").text) for path, sign in PAGES.items()}
    first, second = list_of["/office/awards"]
    assert "第 1／2 页" in first
    assert ("往年评选0<" in first, "往年评选0<" in second) == (False, True)
    assert "共 62 项荣誉" in first
    first, second = list_of["/office/awards/1/publication"]
    assert ("反映的第24件事" in first, "反映的第24件事" in second) == (False, True)
    assert "25 条待答复" in first
    first, second = list_of["/office/awards/1/candidates"]
    assert ("共 62 个候选" in first, "科室59<" in first, "科室59<" in second) == (True, False, True)


PAGES = dict.fromkeys(("/office/awards", "/office/awards/1/publication", "/office/awards/1/candidates"), "?page=")
