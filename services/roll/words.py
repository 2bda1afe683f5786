"""How the differences of a roll are called, on the page and on the terminal."""

from services.roll.people import CAME, LEFT, MOVED, REDATED, RENAMED, REPHONED, RETURNED

LABELS = {
    CAME: "新进",
    RETURNED: "重新入册",
    MOVED: "调动",
    RENAMED: "改名",
    REPHONED: "改手机号",
    REDATED: "改入职日期",
    LEFT: "离职",
    "unchanged": "没有变化",
    "ignored": "早已离职（不导入）",
    "missing": "名册外人员",
}
