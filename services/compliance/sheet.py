"""The self-check sheet of 国办函〔2026〕12号: every point as it is now, the switches, the papers of the filing."""

from collections.abc import Sequence

import clock
from services.compliance import filing, switches
from services.compliance.compliance import Shown
from services.word.drafts import Draft

HEAD = "政务移动互联网应用程序规范化管理自查表"
INTRO = (
    "依据《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12号），对本单位“绿行”小程序自查如下。"
    "“现状”由系统在制表时逐项查出，“依据”是保证这一点不被改回去的自动测试。"
)


def draft(points: Sequence[Shown]) -> Draft:
    made = Draft(HEAD)
    made.paragraph(INTRO)
    made.heading(1, "逐项自查")
    rows = [row_of(at, one) for at, one in enumerate(points, start=1)]
    made.table(("序号", "事项", "要求", "现状", "依据"), rows)
    made.heading(1, "开关")
    made.table(("开关", "现在", "最近变动", "经手人", "理由"), [switch(key) for key in switches.SWITCHES])
    made.heading(1, "备案、立项、验收")
    kept = filing.current()
    made.table(("项目", "内容"), [[label, kept[name] or "（未填写）"] for name, label in filing.FIELDS.items()])
    now = clock.local(clock.now())
    made.paragraph(f"制表时间：{now.year}年{now.month}月{now.day}日 {now:%H:%M}")
    made.paragraph("填表人：　　　　　　负责人：　　　　　　（印章）")
    return made


def row_of(at: int, one: Shown) -> list[str]:
    point, finding = one
    return [str(at), point.title, point.rule, finding.state, f"{finding.evidence}（{point.tests}）"]


def switch(key: str) -> list[str]:
    state, last = "开启" if switches.is_on(key) else "关闭", switches.last_turned(key)
    if last is None:
        return [switches.SWITCHES[key].title, state, "从未开启", "", ""]
    at = clock.local(last.at)
    day = f"{at.year}年{at.month}月{at.day}日{'开启' if last.is_on else '关闭'}"
    return [switches.SWITCHES[key].title, state, day, last.actor, last.reason]
