"""An award round as a clerk takes it from the rules to the certificates, in the browser."""

import pytest
import time_machine
from playwright.sync_api import expect
from test_console import enter

from factories import make_department, make_employee

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("visit", [(True, 375), (False, 1280)], ids=["script-375", "no-script-1280"], indirect=True),
]


@pytest.fixture
def traveller():
    with time_machine.travel("2026-03-11T02:00:00Z", tick=True) as travelling:
        yield travelling


@pytest.fixture
def office(app):
    make_department("县政府办/行政科")
    for count in range(6):
        make_employee("县政府办/行政科", f"行政{count}甲", employee_no=f"X{count}")
    make_employee("县政府办/秘书科", "钱多多", employee_no="P1")
    make_employee("县审计局/综合科", "孙评审", employee_no="J1")


def press(visit, name, told):
    visit.page.get_by_role("button", name=name, exact=True).click()
    expect(visit.page.locator(".note").first).to_contain_text(told)


def tab(visit, name):
    visit.page.get_by_label("这次评选").get_by_role("link", name=name).click()


def fill(visit, **fields):
    for label, text in fields.items():
        visit.page.get_by_label(label).fill(text)


def test_a_clerk_takes_a_round_from_the_rules_to_the_certificates(visit, traveller, office):
    enter(visit)
    visit.page.get_by_role("link", name="评选表彰", exact=True).click()
    visit.look("awards-empty")
    visit.page.get_by_role("button", name="新建评选").click()
    fill(visit, 名称="2025 年度节约评选", 年份="2025", 颁发单位="县机关事务中心", 参评条件="在册的科室和职工")
    fill(visit, 评选办法="推荐、公示、评审。")
    visit.look("award-form")
    press(visit, "建立", "已建立")
    visit.look("award-rules")
    press(visit, "公布办法，开始提出候选", "已进入下一步")
    candidates(visit)
    judges_and_conflicts(visit)
    publication(visit)
    traveller.move_to("2026-03-18T02:00:00Z")
    enter(visit)
    decision(visit)


def candidates(visit):
    tab(visit, "候选")
    visit.look("award-candidates-empty")
    visit.page.get_by_role("button", name="提出科室").click()
    visit.page.get_by_label("科室", exact=True).select_option("县政府办/行政科")
    fill(visit, 依据="空调分区启停")
    visit.look("award-candidate-new")
    press(visit, "列为候选", "已列为候选")
    visit.page.get_by_label("来源").select_option("巡查整改情况")
    fill(visit, 依据="责任区域没有遗留问题")
    press(visit, "登记来源", "来源已登记")
    visit.look("award-candidate-unit")
    visit.page.get_by_role("link", name="返回“2025 年度节约评选”的候选").click()
    visit.page.get_by_role("button", name="提出职工").click()
    visit.page.get_by_label("工号或姓名").fill("钱")
    visit.page.get_by_role("button", name="查找").click()
    visit.page.get_by_role("link", name="钱多多").click()
    fill(visit, 依据="牵头双面打印")
    press(visit, "列为候选", "提交的内容有误")
    expect(visit.page.locator("#consent-fault")).to_contain_text("本人同意")
    visit.look("award-candidate-fault")
    visit.page.get_by_label("本人同意参评").check()
    press(visit, "列为候选", "已列为候选")
    visit.look("award-candidate-person")
    visit.page.get_by_label("来源").select_option("自荐")
    fill(visit, 依据="坚持步行上班")
    press(visit, "登记来源", "来源已登记")
    visit.page.get_by_role("link", name="返回“2025 年度节约评选”的候选").click()
    visit.look("award-candidates")


def judges_and_conflicts(visit):
    tab(visit, "评审人和冲突")
    for number, name in (("J1", "孙评审"), ("X1", "行政1甲")):
        visit.page.get_by_label("在名册上查找评审人").fill(number)
        visit.page.get_by_role("button", name="查找").click()
        press(visit, f"{name}，{number}，列为评审人", "已列为评审人")
    tab(visit, "办法和进度")
    press(visit, "候选提齐，开始审核", "已进入下一步")
    expect(visit.page.locator("main")).to_contain_text("1 条利益冲突还没有处理")
    visit.look("award-missing")
    tab(visit, "评审人和冲突")
    visit.look("award-conflict")
    visit.page.get_by_label("理由：").fill("同科室，不参加表决")
    press(visit, "处理", "已处理")
    visit.look("award-conflict-settled")


def publication(visit):
    tab(visit, "公示和异议")
    fill(visit, 第一天="2026-03-11", 公示地点="主楼一层公告栏", 反映问题的方式="机关纪委，主楼 305 室")
    visit.page.get_by_label("最后一天（含）").fill("2026-03-16")
    press(visit, "保存公示安排", "提交的内容有误")
    expect(visit.page.locator("#last-fault")).to_contain_text("现在只有 4 个")
    visit.look("award-publication-fault")
    visit.page.get_by_label("最后一天（含）").fill("2026-03-17")
    press(visit, "保存公示安排", "公示安排已保存")
    tab(visit, "办法和进度")
    press(visit, "开始公示", "已进入下一步")
    tab(visit, "公示和异议")
    visit.page.get_by_text("登记一条异议").click()
    fill(visit, 反映的情况="茶水间白天常开灯")
    press(visit, "登记", "异议已登记")
    visit.look("award-objection")
    fill(visit, 核实情况和答复="已核实，朝北一侧采光不足")
    visit.page.get_by_label("结果").select_option("不成立")
    press(visit, "答复", "已答复")


def decision(visit):
    expect(visit.page.locator("main")).to_contain_text("1 次评选的公示已结束")
    visit.page.get_by_role("link", name="1 次评选的公示已结束").click()
    visit.page.get_by_role("link", name="2025 年度节约评选").click()
    press(visit, "公示结束，处理异议", "已进入下一步")
    press(visit, "异议已处理，召开评审会", "已进入下一步")
    tab(visit, "评审和证书")
    fill(visit, 日期="2026-03-18", 地点="四楼会议室", 参会人数="6", 评审决定="逐个审议后投票确定。")
    visit.page.get_by_label("县政府办/行政科的赞成票").fill("1")
    visit.page.get_by_label("钱多多的赞成票").fill("2")
    for name in ("县政府办/行政科当选", "钱多多当选"):
        visit.page.get_by_label(name).check()
    visit.look("award-decision")
    press(visit, "保存评审情况", "评审情况已保存")
    tab(visit, "办法和进度")
    press(visit, "纪要定稿，办结", "已进入下一步")
    visit.look("award-closed")
    tab(visit, "评审和证书")
    visit.look("award-result")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="打印证书（PDF）").click()
    assert download.value.suggested_filename.endswith("证书.pdf")
    visit.go("/console/office/awards")
    expect(visit.page.locator("main")).to_contain_text("2026-002")
    visit.look("awards")
    revocation(visit)


def revocation(visit):
    """What was given to a person is taken back; the page says why there is no certificate any more."""
    visit.page.get_by_role("link", name="钱多多", exact=True).click()
    visit.page.get_by_text("撤销这项荣誉").click()
    fill(visit, 决定的文号="县机关事务〔2026〕9号", 理由="假")
    press(visit, "撤销荣誉", "提交的内容有误")
    visit.look("award-revocation-fault")
    fill(visit, 理由="申报材料不实，经核实")
    press(visit, "撤销荣誉", "已撤销，证书不再打印")
    expect(visit.page.locator("main")).to_contain_text("2026-002 号证书不再打印")
    visit.look("award-revoked")
    visit.go("/console/office/awards")
    expect(visit.page.locator("main")).to_contain_text("已撤销")
    visit.look("awards-revoked")
    visit.page.get_by_role("link", name="2025 年度节约评选").first.click()
    tab(visit, "评审和证书")
    expect(visit.page.locator("main")).to_contain_text("已撤销的不再打印证书")
    visit.look("award-result-revoked")
