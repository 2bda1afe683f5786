"""An award round from its rules to its certificates: each step names what it lacks, and is undone with a reason."""

import re
from datetime import date

import pytest
import time_machine
from sqlalchemy import update

from award_rounds import DATES, RULES, UNIT, Round
from desk import sit_down
from factories import make_department, make_employee, make_person
from models import Area, AuditEntry, AwardRule, AwardStep, Finding, Posting, session, transaction


@pytest.fixture
def traveller():
    with time_machine.travel("2026-03-11T02:00:00Z", tick=False) as travelling:
        yield travelling


@pytest.fixture
def play(app, traveller):
    return Round(app, traveller)


def refused(page, *words, status=422):
    assert page.status_code == status, page.text
    for word in words:
        assert word in page.text, word


def test_the_rules_come_first_and_a_change_is_the_next_version_with_a_reason(play):
    refused(
        play.made(title="", unit_places="0", person_places="x", days="4"),
        "请填写",
        "公示不少于 5 个工作日",
        "不评的填 0",
    )
    refused(play.made(year="2027"), "年份")
    refused(play.made(unit_places="0", person_places="0"), "至少评一类")
    play.made(text="")
    refused(play.made(), "已经有同名的评选")
    refused(play.unit_in(), "制定办法", status=409)
    refused(play.forward(), "还缺：评选办法的正文")
    play.post("rules", RULES)
    assert [(one.number, one.text) for one in play.of(AwardRule)] == [(1, RULES["text"])]
    assert "已进入下一步" in play.forward().text
    refused(play.post("rules", RULES | {"unit_places": "2"}), "修改要写明理由")
    play.post("rules", RULES | {"unit_places": "2", "reason": "科室多，增加一个名额"})
    versions = [(one.number, one.unit_places, one.reason) for one in play.of(AwardRule)]
    assert versions == [(1, 1, ""), (2, 2, "科室多，增加一个名额")]
    refused(play.post("rules", RULES | {"reason": "又改回去", "version": 1}), "有人刚刚改过", 'value="又改回去"')
    assert "以前的版本（1）" in play.desk.get(play.path).text


def test_a_round_goes_all_the_way(play):
    play.to_closed()
    winners = {one.name: one.certificate_no for one in play.candidates()}
    assert winners == {UNIT: "2026-001", "钱多多": "2026-002"}
    page = play.desk.get("/office/awards").text
    assert "2025 年结果" in page
    assert "2026-002" in page
    assert [one.after for one in play.of(AwardStep)] == [
        "candidates", "review", "publication", "objections", "decision", "closed",
    ]  # fmt: skip
    refused(play.back(), "办结", status=409)
    refused(play.meet(), "办结", status=409)
    with transaction(reading=True):
        said = {entry.action for entry in session.query(AuditEntry)}
    assert {"award.make", "award.step", "award.candidate", "award.source", "award.judge", "award.meeting"} <= said


def test_a_step_back_needs_a_reason_and_a_broken_publication_starts_anew(play):
    play.to_publication()
    refused(play.back(""), "请写明理由")
    play.back("名单有误，重新公示")
    assert (play.row.state, play.row.publication_from) == ("review", None)
    assert "名单有误，重新公示" in play.desk.get(play.path).text
    refused(play.forward(), "公示的起止日期")
    play.back()
    play.back()
    assert play.row.state == "rules"
    refused(play.post("undo", {"reason": "再退一步试试"}), status=409)
    assert play.desk.post(f"{play.path}/step", {"version": 1}).status_code == 422
    play.post("cancellation", {"reason": "今年不评了"})
    assert play.row.state == "cancelled"
    refused(play.forward(), "已取消", status=409)


def test_a_publication_shorter_than_the_rules_is_refused(play):
    play.to_review()
    refused(play.post("publication", DATES | {"last": "2026-03-16"}), "公示不少于 5 个工作日，现在只有 4 个")
    refused(play.post("publication", DATES | {"first": "2026-03-10"}), "请填今天或以后的日期")
    refused(play.post("publication", DATES | {"place": "", "channel": ""}), "在哪里公示", "向谁反映")
    assert play.row.publication_from is None
    play.post("publication", DATES)
    play.post("rules", RULES | {"days": "7", "reason": "办法要求七个工作日"})
    refused(play.forward(), "公示不少于 7 个工作日，现在只有 5 个")
    assert play.row.state == "review"
    play.post("publication", DATES | {"last": "2026-03-19"})
    assert play.forward().status_code == 200
    refused(play.post("publication", DATES | {"last": "2026-03-18"}), "现在只有 6 个")
    refused(play.post("publication", DATES | {"first": "2026-03-12", "last": "2026-03-24"}), "第一天不能再改")
    assert play.post("publication", DATES | {"last": "2026-03-20"}).status_code == 200
    refused(play.forward(), "公示还没有结束")
    play.on("2026-03-21")
    assert "1 次评选的公示已结束" in play.desk.get("/").text
    assert play.forward().status_code == 200


def test_a_publication_that_was_not_begun_in_time_is_set_anew(play):
    play.to_review()
    play.post("publication", DATES)
    play.on("2026-03-12")
    refused(play.forward(), "第一天已经过去")


def test_an_open_objection_blocks_the_decision(play):
    play.to_publication()
    unit, person = play.candidates()
    first, second = play.object(candidate=unit), play.object("名单没有贴在食堂")
    assert "2 条评选公示的异议待答复" in play.desk.get("/").text
    play.on("2026-03-18")
    play.forward()
    refused(play.forward(), "2 条异议还没有答复")
    refused(play.answer(first, "", ""), "请选择是否成立", "答复")
    play.answer(second)
    refused(play.answer(second), "已经答复", status=409)
    play.answer(first, "upheld", "属实")
    assert [one.is_withdrawn for one in play.candidates()] == [True, False]
    assert play.forward().status_code == 200
    third = play.object("另有情况", person)
    play.meet()
    refused(play.forward(), "1 条异议还没有答复")
    play.answer(third)
    assert play.forward().status_code == 200
    assert [one.certificate_no for one in play.candidates()] == [None, "2026-001"]
    assert play.desk.post(f"{play.path}/objections", {"text": "晚了"}).status_code == 409


def keys(play):
    """Candidate, kind, other of every conflict on the page that is open."""
    page = play.desk.get(f"{play.path}/review").text
    parts = re.findall(r'id="c-(\d+)-(\w+)-(\d+)">(.*?)</article>', page, re.DOTALL)
    return [(int(one), kind, int(other)) for one, kind, other, rest in parts if "待处理" in rest]


def test_a_step_is_refused_while_conflicts_are_open_and_each_is_settled_with_a_reason(play):
    play.to_review()
    play.post("publication", DATES)
    play.post("judges", {"employee_no": "P1"})
    play.post("judges", {"employee_no": "X0"})
    refused(play.post("judges", {"employee_no": "X0"}), "已经是评审人")
    unit, person = play.candidates()
    itself, colleague = sorted(keys(play), key=lambda one: one[1] != "judge")
    assert (itself[:2], colleague[:2]) == ((person.id, "judge"), (unit.id, "colleague"))
    refused(play.forward(), "2 条利益冲突还没有处理")
    refused(play.settle(itself, "keep"), "请选择回避、撤下")
    refused(play.settle(itself, "recuse", " "), "请写明理由")
    play.settle(itself, "recuse", "不参加对本人的表决")
    play.settle(colleague, "recuse", "同科室回避")
    assert keys(play) == []
    assert play.forward().status_code == 200
    play.on("2026-03-18")
    play.forward()
    play.forward()
    page = play.desk.get(f"{play.path}/decision").text
    assert "钱多多回避" in page
    refused(play.meet(votes=5), "赞成票在 0 到 4 之间")
    assert play.meet(votes=4).status_code == 200
    play.desk.post(f"/office/awards/judges/{play.judges()[0].id}/removal")
    refused(play.forward(), "票数多于可投票的人数")


def test_every_kind_of_conflict_is_found(play):
    small, above = make_department("县信访局/督查科"), make_department("县政府办")
    make_employee("县信访局/督查科", employee_no="S1")
    make_employee("县政府办/秘书科", "钱多多", employee_no="P2")
    leaving = make_employee("县政府办/行政科", "要走", employee_no="L1")
    with transaction():
        area = Area(code="AREA0001", name="三楼茶水间", kind="pantry", department_id=play.unit)
        session.add(area)
        session.flush()
        session.add(Finding(area_id=area.id, day=date(2026, 3, 1), text="水龙头滴漏", source="desk"))
    play.to_review()
    play.unit_in(department_id=small)
    play.unit_in(department_id=above)
    play.person_in("P2")
    play.person_in("L1")
    with transaction():
        session.execute(update(Posting).filter_by(employee_id=leaving).values(to_day=date(2026, 3, 11)))
    assert sorted(kind for _, kind, _ in keys(play)) == ["finding", "finding", "left", "overlap", "overlap", "small"]
    left = next(one for one in keys(play) if one[1] == "left")
    play.settle(left, "withdraw", "已调离")
    page = play.desk.get(f"{play.path}/candidates").text
    assert "要走" not in page
    assert "一名职工（已撤下）" in page
    play.settle((999, "left", 0))
    for key in keys(play):
        assert play.settle(key).status_code == 200
    assert keys(play) == []


def test_last_years_award_is_a_note_that_blocks_nothing(play):
    play.to_closed()
    play.on("2027-03-10")
    play.made(year="2026")
    play.forward()
    play.unit_in()
    play.more(play.candidates()[-1], "self")
    play.post("judges", {"employee_no": "J1"})
    play.forward()
    page = play.desk.get(f"{play.path}/review").text
    assert "2025 年已经得过“节约型科室”" in page
    play.post("publication", DATES | {"first": "2027-03-10", "last": "2027-03-17"})
    assert play.forward().status_code == 200


def test_two_who_edit_do_not_overwrite_each_other(play):
    play.to_review()
    unit, _ = play.candidates()
    play.more(unit, "leading_group")
    refused(play.more(unit, "energy"), "有人刚刚改过")
    refused(play.desk.post(f"{play.path}/publication", DATES | {"version": 1}), "有人刚刚改过")
    version = play.row.version
    assert play.forward().status_code == 422
    assert play.row.version == version


def test_what_a_meeting_lacks_is_named(play):
    play.to_decision()
    unit, person = play.candidates()
    refused(play.forward(), "评审会的日期", "2 个候选的赞成票数", "至少一个当选的候选", "评审决定的文字")
    refused(play.meet(met_on="2026-03-17"), "公示结束以后")
    refused(play.meet(met_on="2026-03-19"), "今天以前")
    refused(play.meet(attendees="0"), "请填参会人数")
    refused(play.meet(**{f"votes-{unit.id}": "9"}), "赞成票在 0 到 3 之间")
    assert play.meet(chosen=[person.id]).status_code == 200
    assert [one.is_chosen for one in play.candidates()] == [False, True]


def test_more_cannot_be_chosen_than_there_are_places(play):
    play.to_review()
    make_employee("县审计局/法规科", "吴能", employee_no="P3")
    play.person_in("P3")
    play.more(play.candidates()[-1], "self")
    play.post("publication", DATES)
    play.forward()
    play.on("2026-03-18")
    play.forward()
    play.forward()
    refused(play.meet(), "办法规定优秀职工最多 1 个")


def test_a_reader_looks_and_changes_nothing_and_a_manager_of_one_tree_sees_none_of_it(app, play):
    play.to_review()
    reader, tree = sit_down(app, "reader"), sit_down(app, "manager", make_department("县政府办"))
    for place in ("", "/candidates", "/review", "/publication", "/decision"):
        page = reader.get(f"{play.path}{place}")
        assert page.status_code == 200
        assert 'method="post" action="/console/office/awards' not in page.text
        assert tree.get(f"{play.path}{place}").status_code == 403
    assert reader.post(f"{play.path}/step", {"version": play.row.version}).status_code == 403
    assert "评选表彰" not in tree.get("/").text


def test_a_quarter_and_what_the_system_reads(app, play):
    for _ in range(6):
        make_person(app, department=UNIT).check_in()
    play.made(year="2026", period="q1")
    play.forward()
    for source, words in (
        ("board", "没有科室榜的数据"), ("inspection", "没有被通报的问题"), ("energy", "用能不分科室计量"),
    ):  # fmt: skip
        if play.candidates():
            play.more(play.candidates()[0], source)
        else:
            play.unit_in(source=source)
        page = play.desk.get(f"/office/awards/candidates/{play.candidates()[0].id}").text
        assert words in page, source
    assert "2026年第一季度" in page
