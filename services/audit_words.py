"""What is in the audit log, in words a person reads. A new action is one line here."""

from typing import Any, NamedTuple

CONSOLE, ROLL, GREEN, BINS, WORDS, TALK, LAW, LEDGER = ROOMS = (
    "登录与人员", "职工名册", "活动与题库", "分类桶", "分类词典", "提醒与意见", "合规", "节约台账",
)  # fmt: skip
OTHER = "其他"


class Action(NamedTuple):
    """The room something was done in, and what it is called."""

    room: str
    name: str


ACTIONS = {
    "sign_in": Action(CONSOLE, "登录工作台"),
    "owner_link": Action(CONSOLE, "生成负责人登录链接"),
    "manager_added": Action(CONSOLE, "添加工作台人员"),
    "manager.change": Action(CONSOLE, "修改身份或范围"),
    "manager.close": Action(CONSOLE, "停用工作台人员"),
    "manager.reopen": Action(CONSOLE, "重新启用工作台人员"),
    "manager.link": Action(CONSOLE, "生成登录链接"),
    "manager.end_sessions": Action(CONSOLE, "结束他人的登录"),
    "sign_in.end": Action(CONSOLE, "结束自己的登录"),
    "second_step": Action(CONSOLE, "开启或关闭两步登录"),
    "second_step.failed": Action(CONSOLE, "两步登录验证失败"),
    "console_idle": Action(CONSOLE, "修改自动退出时间"),
    "roll_import": Action(ROLL, "导入名册"),
    "roll_import_undone": Action(ROLL, "撤销名册导入"),
    "invite": Action(ROLL, "生成邀请码"),
    "invite_slips": Action(ROLL, "打印邀请码"),
    "phone.reveal": Action(ROLL, "查看完整手机号"),
    "roll.export": Action(ROLL, "导出名册"),
    "department": Action(ROLL, "调整部门"),
    "erase": Action(ROLL, "删除个人数据"),
    "question.switch": Action(GREEN, "启用或停用题目"),
    "question.import": Action(GREEN, "导入题目"),
    "calendar.notice": Action(GREEN, "录入放假通知"),
    "hold.review": Action(GREEN, "核实存疑记录"),
    "bin.make": Action(BINS, "建立分类桶"),
    "bin.retire": Action(BINS, "停用分类桶"),
    "bin.replace": Action(BINS, "更换桶标签"),
    "link_rule": Action(BINS, "上传微信校验文件"),
    "waste_labels": Action(WORDS, "修改类别叫法"),
    "waste_item": Action(WORDS, "增补或更正词条"),
    "waste_item_withdrawn": Action(WORDS, "撤销词条"),
    "waste_word_dismissed": Action(WORDS, "忽略未查到的词"),
    "reminder.switch": Action(TALK, "开启或关闭提醒"),
    "display.make": Action(GREEN, "建立大屏"),
    "display.revoke": Action(GREEN, "收回大屏"),
    "rule.change": Action(GREEN, "修改活动规则"),
    "campaign.make": Action(GREEN, "发起主题活动"),
    "campaign.change": Action(GREEN, "修改主题活动"),
    "campaign.close": Action(GREEN, "结束主题活动"),
    "campaign.cancel": Action(GREEN, "取消主题活动"),
    "objection.decide": Action(GREEN, "处理异议"),
    "photo.review": Action(GREEN, "审核照片"),
    "reminder.create": Action(TALK, "新建提醒"),
    "reminder.change": Action(TALK, "修改提醒"),
    "reminder.pause": Action(TALK, "暂停或恢复全部提醒"),
    "suggestion.accept": Action(TALK, "受理意见"),
    "suggestion.assign": Action(TALK, "转办意见"),
    "suggestion.extend": Action(TALK, "延长办理"),
    "suggestion.reply": Action(TALK, "答复意见"),
    "suggestion.reopen": Action(TALK, "重新办理意见"),
    "suggestion.decline": Action(TALK, "不予受理意见"),
    "bill.import": Action(LEDGER, "导入账单"),
    "bill.save": Action(LEDGER, "登记账单"),
    "bill.correct": Action(LEDGER, "更正账单"),
    "bill.remove": Action(LEDGER, "删除账单"),
    "attachment.add": Action(LEDGER, "上传附件"),
    "attachment.remove": Action(LEDGER, "删除附件"),
    "month.lock": Action(LEDGER, "锁定月份"),
    "meter.make": Action(LEDGER, "新建表计"),
    "meter.change": Action(LEDGER, "修改表计"),
    "meter.close": Action(LEDGER, "停用表计"),
    "target.save": Action(LEDGER, "设定目标"),
    "target.remove": Action(LEDGER, "取消目标"),
    "indicators.keep": Action(LEDGER, "留存指标"),
    "office_year.save": Action(LEDGER, "填写年度基数"),
    "year_fact.save": Action(LEDGER, "填写年度数据"),
    "collection.save": Action(LEDGER, "登记收运"),
    "collection.remove": Action(LEDGER, "删除收运记录"),
    "contractor.save": Action(LEDGER, "登记收运单位"),
    "event.make": Action(LEDGER, "登记活动"),
    "event.change": Action(LEDGER, "修改活动"),
    "event.hold": Action(LEDGER, "登记活动结果"),
    "event.cancel": Action(LEDGER, "取消活动"),
    "event.series": Action(LEDGER, "排定每周安排"),
    "event.import": Action(LEDGER, "导入活动"),
    "resolution.add": Action(LEDGER, "登记议定事项"),
    "resolution.finish": Action(LEDGER, "办结议定事项"),
    "resolution.extend": Action(LEDGER, "议定事项延期"),
    "low_carbon_day.save": Action(LEDGER, "登记低碳日"),
    "low_carbon_day.remove": Action(LEDGER, "删除低碳日记录"),
    "paper.save": Action(LEDGER, "登记制度文件"),
    "paper.remove": Action(LEDGER, "删除制度文件"),
    "assessment.import": Action(LEDGER, "导入评价表"),
    "assessment.example": Action(LEDGER, "装入示例评价表"),
    "assessment.copy": Action(LEDGER, "沿用评价表"),
    "assessment.answer": Action(LEDGER, "填写自评"),
    "assessment.link": Action(LEDGER, "添加佐证"),
    "assessment.unlink": Action(LEDGER, "去掉佐证"),
    "area.save": Action(LEDGER, "登记公共区域"),
    "area.close": Action(LEDGER, "停用公共区域"),
    "inspection.draw": Action(LEDGER, "抽取检查区域"),
    "inspection.record": Action(LEDGER, "登记检查"),
    "finding.add": Action(LEDGER, "登记问题"),
    "finding.place": Action(LEDGER, "确定问题位置"),
    "finding.answer": Action(LEDGER, "答复问题"),
    "finding.fix": Action(LEDGER, "登记整改"),
    "finding.recheck": Action(LEDGER, "复查整改"),
    "finding.object": Action(LEDGER, "处理申辩"),
    "finding.dismiss": Action(LEDGER, "不作问题处理"),
    "notice.publish": Action(LEDGER, "发布通报"),
    "award.make": Action(LEDGER, "新建评选"),
    "award.rules": Action(LEDGER, "修改评选办法"),
    "award.step": Action(LEDGER, "评选进入下一步"),
    "award.undo": Action(LEDGER, "评选退回上一步"),
    "award.cancel": Action(LEDGER, "取消评选"),
    "award.candidate": Action(LEDGER, "列为评选候选"),
    "award.source": Action(LEDGER, "登记候选来源"),
    "award.source_remove": Action(LEDGER, "删除候选来源"),
    "award.withdraw": Action(LEDGER, "撤下评选候选"),
    "award.export": Action(LEDGER, "导出评选候选"),
    "award.judge": Action(LEDGER, "列为评审人"),
    "award.judge_remove": Action(LEDGER, "去掉评审人"),
    "award.conflict": Action(LEDGER, "处理利益冲突"),
    "award.publication": Action(LEDGER, "安排公示"),
    "award.objection": Action(LEDGER, "登记公示异议"),
    "award.answer": Action(LEDGER, "答复公示异议"),
    "award.meeting": Action(LEDGER, "登记评审会"),
    "award.certificates": Action(LEDGER, "打印荣誉证书"),
    "people_board.switch": Action(LAW, "开启或关闭个人榜"),
    "photos.switch": Action(LAW, "开启或关闭照片"),
    "filing": Action(LAW, "填写备案资料"),
}
FIELDS = {
    "path": "名称",
    "items": "评价项",
    "carried": "带过来的项",
    "from_year": "沿用的年份",
    "score": "自评分",
    "is_met": "必达项",
    "reason": "理由",
    "due_on": "完成期限",
    "evidence": "佐证",
    "file": "文件",
    "doubts": "存疑的数",
    "sha256": "文件校验值",
    "kind": "事项",
    "count": "份数",
    "rows": "人数",
    "is_on": "状态",
    "is_open": "启用",
    "minutes": "分钟",
    "tries": "次数",
    "state": "状态",
    "role": "身份",
    "department": "范围",
    "code": "编码",
    "codes": "编码",
    "name": "名称",
    "added": "新增",
    "changed": "更正",
    "category": "类别",
    "aliases": "别名",
    "note": "说明",
    "bad_rows": "跳过的行",
    "missing_leave_on": "名册外人员离职日期",
    "before": "原来",
    "after": "现在",
    "at": "时间",
    "came": "新进",
    "returned": "重新入册",
    "moved": "调动",
    "renamed": "改名",
    "rephoned": "改手机号",
    "redated": "改入职日期",
    "left": "离职",
    "unchanged": "没有变化",
    "ignored": "早已离职",
    "missing": "名册外人员",
    "unit_places": "科室名额",
    "person_places": "职工名额",
    "days": "公示工作日",
    "year": "年份",
    "period": "时段",
    "title": "名称",
    "issuer": "颁发单位",
    "text": "正文",
    "conditions": "条件",
    "source": "来源",
    "judge": "评审人工号",
    "conflict": "冲突",
    "outcome": "结果",
    "first": "第一天",
    "last": "最后一天",
    "met_on": "评审会",
    "chosen": "当选",
}
VALUES: dict[Any, str] = {
    True: "开启",
    False: "关闭",
    None: "无",
    "": "空",
    "waiting": "待核实",
    "accepted": "计分",
    "refused": "不计分",
    "active": "在用",
    "retired": "已停用",
    "replaced": "已换标签",
    "reader": "只读",
    "manager": "管理员",
    "owner": "负责人",
}
LISTED = 5


def action(key: str) -> Action:
    return ACTIONS.get(key, Action(OTHER, key))


def actions_of(room: str) -> list[str]:
    """The keys of what may be done in a room."""
    return [key for key, known in ACTIONS.items() if known.room == room]


def sentences(change: dict) -> list[str]:
    """``状态：关闭 → 开启`` for a pair of before and after, ``新进：3`` for a single value; what is 0 is left out."""
    if change.keys() == {"before", "after"}:
        return differences(change["before"], change["after"])
    return [line(key, value) for key, value in change.items() if type(value) is not int or value]


def differences(before: Any, after: Any) -> list[str]:
    """Of two descriptions, what is not the same."""
    old, new = (one if isinstance(one, dict) else {} for one in (before, after))
    if not old and not new:
        return [f"{value_of(before)} → {value_of(after)}"]
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [f"{FIELDS.get(key, key)}：{value_of(old.get(key))} → {value_of(new.get(key))}" for key in keys]


def line(key: str, value: Any) -> str:
    name = FIELDS.get(key, key)
    if isinstance(value, list) and len(value) == 2 and key not in ("codes", "names"):
        return f"{name}：{value_of(value[0])} → {value_of(value[1])}"
    return f"{name}：{value_of(value)}"


def value_of(value: Any) -> str:
    """One value; of a long list the first few, and how many there are."""
    if isinstance(value, dict):
        return "，".join(f"{FIELDS.get(key, key)} {value_of(inner)}" for key, inner in value.items()) or "无"
    if isinstance(value, list):
        more = f" 等 {len(value)} 项" if len(value) > LISTED else ""
        return "、".join(map(value_of, value[:LISTED])) + more or "无"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return VALUES.get(value, str(value))
