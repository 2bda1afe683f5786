"""What the templates may ask for: the visitor, the sentences on top, and numbers and days as an office writes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, g, request

import clock
from blueprints.console import navigation

SENTENCES = {
    "signed_out": "已退出登录。",
    "imported": "名册已更新。",
    "undone": "已撤销这次导入，名册恢复到导入之前。",
    "discarded": "已放弃这次导入，名册没有变动。",
    "display_revoked": "大屏地址已停用，那块屏幕不再显示排行。",
    "switched_on": "提醒已开启。",
    "switched_off": "提醒已关闭。",
    "reminder_created": "提醒已建立，现在是关闭的；试算没有问题后，到列表里开启。",
    "reminder_saved": "提醒已保存。",
    "reminders_paused": "全部提醒已暂停，已排上的也不再发。",
    "reminders_resumed": "提醒已恢复；暂停期间错过的不补发。",
    "templates_fetched": "已从微信取来模板。",
    "bin_made": "已建立，可以打印标签了。",
    "bins_made": "已全部建立，可以打印标签了。",
    "bin_retired": "已停用；扫旧标签的人会看到停用说明。",
    "bin_replaced": "已换新码，请打印新标签贴上；旧标签扫开会提示换过标签。",
    "labels_kept": "类别名称已保存，新打印的标签照此显示。",
    "link_rule_kept": "校验文件已生效，可以回公众平台点“保存”了。",
    "act_accepted": "已计分，并告知本人。",
    "act_refused": "不计分，并已告知本人。",
    "objection_upheld": "异议成立，已计分并告知本人。",
    "objection_dismissed": "异议不成立，理由已告知本人。",
    "photo_accepted": "照片已通过，并告知本人。",
    "photo_refused": "照片不通过，原因已告知本人。",
    "rule_changed": "已保存为新版本，从写明的那天起生效。",
    "rule_same": "和那一天的规则一样，没有出新版本。",
    "activity_on": "已启用，职工现在就可以打卡。",
    "activity_off": "已停用，从今天起不再打卡；以前的记录不变。",
    "question_on": "这道题已重新启用，从明天抽的题起会再出现。",
    "question_off": "这道题已停用，不再抽到；今天已经抽到的人照常作答。",
    "questions_imported": "题目已导入。",
    "suggestion_accept": "已受理，并告知本人答复期限。",
    "suggestion_assign": "已转办，并告知本人。",
    "suggestion_extend": "已改期，并告知本人原因。",
    "suggestion_reply": "答复已送达本人，可以等本人评价了。",
    "suggestion_decline": "不予受理的说明已送达本人。",
    "suggestion_reopen": "已重新办理，并告知本人。",
    "campaign_made": "已建立，职工在小程序里看得到。",
    "campaign_changed": "已保存。",
    "campaign_closed": "已结束，总结已保存。",
    "campaign_cancelled": "已取消。",
    "calendar_kept": "已录入，从现在起照此计算。",
    "switch_on": "已开启，理由已记入操作日志。",
    "switch_off": "已关闭。",
    "filing_kept": "备案资料已保存。",
    "department_added": "已新设。",
    "department_changed": "已修改。",
    "department_closed": "已撤销。",
    "manager_added": "已添加。",
    "manager_changed": "已修改，立即生效。",
    "manager_closed": "已停用，这位人员的登录都已结束。",
    "manager_signed_out": "已结束这位人员的全部登录。",
    "idle_kept": "已保存，从现在起照此执行。",
    "sign_in_ended": "已结束那次登录。",
    "second_step_off": "已关闭两步登录。",
    "waste_item_saved": "已保存，职工现在就能查到。",
    "waste_item_withdrawn": "已撤销，恢复到词典原来的说法。",
    "waste_word_dismissed": "已忽略，这个词不再列出。",
    "waste_labels_saved": "类别叫法已保存。",
    "bills_saved": "账单已保存。",
    "bills_imported": "台账已写入。",
    "month_locked": "已结账，这个月的账单不能再改。",
    "month_corrected": "更正已登记，理由会登在下一份报告里。",
    "attached": "附件已上传。",
    "attachment_removed": "附件已删除。",
    "meter_made": "已建立。",
    "meter_changed": "已保存。",
    "meter_closed": "已停用，已有的账单不变。",
    "result_kept": "已存档，以后随时能照原样算出来。",
    "office_year_saved": "口径已保存。",
    "targets_saved": "目标已保存。",
    "area_saved": "区域已保存。",
    "area_closed": "已停用，以前的巡查和问题不变。",
    "finding_added": "问题已登记。",
    "finding_moved": "已办理。",
    "round_drawn": "已抽出要巡查的区域。",
    "round_recorded": "巡查已记录，发现的问题在下面。",
    "notice_published": "通报已生成，可以下载 Word 文件。",
    "collection_saved": "已登记。",
    "collection_removed": "已删除，操作记录里有原来的数。",
    "collections_imported": "收运台账已全部登记。",
    "contractor_saved": "收运单位和合同已保存。",
    "event_made": "已登记。",
    "event_changed": "已保存。",
    "event_held": "结果已登记。",
    "event_cancelled": "已取消。",
    "series_made": "每周安排已排好，节假日已经跳过；每一次都可以单独改期或取消。",
    "series_cancelled": "这一次和以后还没有举办的各次都已取消。",
    "events_imported": "活动已全部登记。",
    "resolution_added": "议定事项已登记。",
    "resolution_finished": "已办结。",
    "resolution_extended": "期限已改，原因记入操作日志。",
    "low_carbon_day_saved": "已保存。",
    "low_carbon_day_removed": "已删除，操作日志里有原来的数。",
    "paper_saved": "制度文件已保存。",
    "paper_removed": "已删除。",
    "facts_saved": "年度事项已保存。",
    "award_made": "已建立。办法写好以后公布，才能提出候选。",
    "award_rules_saved": "办法已保存。",
    "award_forward": "已进入下一步。",
    "award_back": "已退回上一步，理由已记入经过。",
    "award_cancelled": "已取消。",
    "award_candidate_added": "已列为候选，请补充第二类来源。",
    "award_source_added": "来源已登记。",
    "award_source_removed": "来源已删除。",
    "award_withdrawn": "已撤下。",
    "award_judge_added": "已列为评审人，利益冲突已重新核对。",
    "award_judge_removed": "已从评审人名单去掉。",
    "award_conflict_settled": "已处理，会写进纪要。",
    "award_publication_saved": "公示安排已保存。",
    "award_objection_added": "异议已登记，请核实后答复。",
    "award_objection_answered": "已答复。",
    "award_revoked": "已撤销，证书不再打印。",
    "award_restored": "撤销已解除，两次决定都留在记录里。",
    "award_meeting_saved": "评审情况已保存；核对无误后去定稿办结。",
    "assessment_imported": "评价表已应用，序号和内容相同的自评和佐证已带过来。",
    "assessment_example": "示例已装入。它不完整，只供试用；正式自评请导入现行的评价表。",
    "assessment_copied": "已沿用，自评分和佐证要重新填写。",
    "assessment_saved": "自评已保存。",
    "assessment_same": "和原来一样，没有改动。",
    "evidence_linked": "佐证已链接。",
    "evidence_unlinked": "佐证已去掉，原来的记录不变。",
}
WEEKDAYS = "一二三四五六日"


def register(bp: Blueprint) -> None:
    bp.context_processor(common)
    for words in (day, short_day, weekday, instant, percent, number, typed, file_size):
        bp.add_app_template_filter(words)


def common() -> dict[str, Any]:
    """In every page of the console."""
    problems = g.get("problems")
    return {
        "visitor": g.get("visitor"),
        "menu": navigation.menu(g.get("visitor"), request.endpoint or ""),
        "is_demonstration": g.get("is_demonstration", False),
        "done": SENTENCES.get(request.args.get("done", "")),
        "problem": str(problems) if problems else "",
        "problems": problems.fields if problems else {},
        "filled": request.form if problems else {},
    }


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date) -> str:
    return f"{value.month}月{value.day}日"


def weekday(value: date) -> str:
    return f"周{WEEKDAYS[value.weekday()]}"


def instant(value: datetime) -> str:
    """On the office's clock; the year only when it is not this one."""
    here = clock.local(value)
    year = "" if here.year == clock.today().year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def percent(value: float) -> str:
    return f"{value * 100:.1f}%"


def number(value: float) -> str:
    """At most two decimals, thousands apart: 1,234.5."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def typed(value: Decimal) -> str:
    """As somebody would type it: no thousands apart, no closing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def file_size(count: int) -> str:
    """Of bytes, as people say it."""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 2**10))} KB"
