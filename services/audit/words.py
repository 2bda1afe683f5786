"""What an action changed, in words a person reads."""

from typing import Any

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
    "campaign_id": "主题活动",
    "certificate": "证书编号",
    "number": "文号",
    "day": "日期",
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
