"""Each point of 国办函〔2026〕12号 that the product must keep, with its state as of now and what shows it.

A point looks at the database, at the tables themselves, or at the code, never at a person; and it names the test
that holds the rule for every version to come.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import func, select

from models import Account, AwardCandidate, AwardSource, Base, Employee, Participation, Reminder, session
from services import policy, vault
from services.activities import ACTIVITIES
from services.audit import chain as audit_chain
from services.boards import rankings
from services.compliance import filing, switches

KEPT, ATTENTION, OFF = "符合", "需要处理", "未启用"
NO_COLUMNS = ("lat", "lng", "longitude", "latitude", "location", "gps", "pedometer", "walked")
NO_TIMES = ("duration", "online", "minutes", "stay", "visits")


class Finding(NamedTuple):
    """``evidence`` is a sentence with the figure in it."""

    state: str
    evidence: str


class Point(NamedTuple):
    """``rule`` as the document has it, in our words; ``tests`` hold it; ``room`` is where it is seen at work."""

    key: str
    title: str
    rule: str
    look: Callable[[], Finding]
    tests: str
    room: str = ""


class Shown(NamedTuple):
    point: Point
    finding: Finding


def kept(is_so: bool, evidence: str) -> Finding:
    return Finding(KEPT if is_so else ATTENTION, evidence)


def count(*conditions: object) -> int:
    return session.scalar(select(func.count(Participation.id)).where(*conditions)) or 0  # type: ignore[arg-type]


def consent() -> Finding:
    without = count(Participation.policy_version == "")
    version = policy.current().version
    return kept(without == 0, f"现行参与须知 {version} 版；没有同意记录而算作参加的：{without} 人次。")


def leaving() -> Finding:
    traces = count(Participation.account_id.is_(None), Participation.on_people_board.is_(True))
    return kept(traces == 0, f"已退出而仍在榜上的：{traces} 人次；退出的参加记录与微信身份断开，只留科室合计。")


def no_list() -> Finding:
    return Finding(KEPT, "没有任何页面、导出、接口或查询能列出未参加、未打卡的人；名册页不显示是否参加。")


def no_times() -> Finding:
    found = columns(NO_TIMES)
    return kept(not found, f"数据表里记录在线时长、访问次数的列：{'、'.join(found) or '无'}。")


def no_places() -> Finding:
    found = columns(NO_COLUMNS)
    return kept(not found, f"数据表里记录位置、轨迹、步数的列：{'、'.join(found) or '无'}。")


def columns(names: tuple[str, ...]) -> list[str]:
    """Columns of any table whose name has one of these words in it."""
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if set(column.name.split("_")) & set(names) or column.name in names
    ]


def people_board() -> Finding:
    is_on = switches.is_on(switches.PEOPLE_BOARD)
    listed = count(Participation.account_id.is_not(None), Participation.on_people_board.is_(True))
    if not is_on:
        return Finding(OFF, "个人榜未开启，谁也不列。")
    return Finding(KEPT, f"个人榜已开启；只列自己打开的人，现有 {listed} 人。")


def photos() -> Finding:
    required = [
        activity.title
        for activity in ACTIVITIES.values()
        for name, field in activity.act.model_fields.items()
        if "photo" in name and field.is_required()
    ]
    state = "已开启" if switches.is_on(switches.PHOTOS) else "未开启"
    return kept(not required, f"照片功能{state}；必须附照片的活动：{'、'.join(required) or '无'}。")


def reminders() -> Finding:
    rows = session.scalars(select(Reminder.is_on)).all()
    on = sum(rows)
    evidence = f"共 {len(rows)} 条提醒，开启 {on} 条；默认关闭，只发给自己勾选的人，一键退订。"
    return Finding(KEPT if on else OFF, evidence)


def small_departments() -> Finding:
    return kept(rankings.SMALLEST >= 5, f"在册不足 {rankings.SMALLEST} 人的科室并入“{rankings.FOLDED}”，不单独成行。")


def awards() -> Finding:
    """Whoever was chosen stood on two kinds of source at least, and every person had agreed."""
    chosen = select(AwardCandidate.id).where(AwardCandidate.certificate_no.is_not(None))
    kinds = select(AwardSource.candidate_id).group_by(AwardSource.candidate_id)
    enough = kinds.having(func.count(AwardSource.kind.distinct()) >= 2)
    unasked = AwardCandidate.employee_id.is_not(None) & AwardCandidate.consented_on.is_(None)
    wrong = len(session.scalars(chosen.where(AwardCandidate.id.not_in(enough) | unasked)).all())
    total = len(session.scalars(chosen).all())
    said = "积分只作评选参考：没有按积分自动产生的名单；参与须知和每个排行页、评选页都写明不作为考核依据。"
    return kept(wrong == 0, f"{said}已评出 {total} 个，其中来源不足两类或者未经本人同意的：{wrong} 个。")


def suggestions() -> Finding:
    is_there = "suggestions" in Base.metadata.tables
    return kept(is_there, "投诉建议有受理、办理、答复、评价四步。" if is_there else "投诉建议渠道尚未建立。")


def log() -> Finding:
    try:
        broken = audit_chain.check()
    except vault.CannotOpen:
        return Finding(ATTENTION, "操作日志的密钥对不上，请运维人员核对。")
    if broken:
        return Finding(ATTENTION, f"操作日志在第 {broken.number} 条处断开：{broken.problem}。")
    return Finding(KEPT, f"操作日志 {audit_chain.length()} 条，逐条核对无改动、无缺失。")


def sealed() -> Finding:
    """Counts what is stored in clear, which is never."""
    phones = select(func.count(Employee.id)).where(Employee.phone_sealed.not_like(f"{vault.ALGORITHM}|%"))
    openids = select(func.count(Account.id)).where(Account.openid_sealed.not_like(f"{vault.ALGORITHM}|%"))
    plain = (session.scalar(phones) or 0) + (session.scalar(openids) or 0)
    return kept(plain == 0, f"手机号、微信标识加密存放；未加密的：{plain} 条。查看完整手机号须写理由并留痕。")


def papers() -> Finding:
    left = filing.missing()
    return kept(not left, "备案、立项、验收资料齐全。" if not left else f"还没有填写：{'、'.join(left)}。")


POINTS = (
    Point("consent", "自愿参加", "不得强制安装、登录；参加须本人明确同意。", consent, "tests/test_accounts.py"),
    Point("leaving", "随时退出", "一键退出，马上离榜，能认出本人的信息随之删除。", leaving,
          "tests/test_accounts.py::test_leaving_removes_what_identifies_and_keeps_the_departments_sum"),
    Point("no_list", "不列未参加的人", "不得强制打卡、公布使用率，不得据此考核。", no_list,
          "tests/test_voluntary.py::test_no_answer_to_anybody_names_who_does_not_take_part"),
    Point("no_times", "不统计在线时长", "不得统计在线时长、以登录和使用情况作为考核依据。", no_times,
          "tests/test_compliance.py"),
    Point("no_places", "不取位置和轨迹", "无必要不得要求上传位置、轨迹。", no_places, "tests/test_compliance.py"),
    Point("people_board", "个人榜", "个人排名默认关闭，开启须有理由，只列自己愿意的人。", people_board,
          "tests/test_voluntary.py::test_nothing_switched_on_by_default_puts_anybody_on_a_peoples_board"),
    Point("photos", "照片", "不得无必要要求上传照片、视频。", photos, "tests/test_compliance.py"),
    Point("reminders", "提醒", "默认关闭，只提醒愿意的人，一键关闭，不在休息时间打扰。", reminders,
          "tests/test_reminders.py"),
    Point("small", "小科室合并", "统计不得反推到个人。", small_departments,
          "tests/test_rankings.py::test_departments_under_five_are_folded_together"),
    Point("awards", "不作为考核", "点赞、投票、积分、学习时长不得作为考核依据。", awards,
          "tests/test_award_law.py::test_points_alone_make_no_candidate", "office_awards.show"),
    Point("suggestions", "投诉建议", "设投诉建议渠道，受理、跟踪、答复、评价。", suggestions,
          "tests/test_suggestions.py"),
    Point("log", "操作留痕", "每项改动可以查到，日志不能改。", log, "tests/test_audit.py"),
    Point("sealed", "个人信息", "个人信息最少、加密，查看留痕。", sealed,
          "tests/test_accounts.py::test_nothing_that_opens_a_door_is_stored_in_clear"),
    Point("papers", "备案、立项、验收", "建设须立项，上线须备案，建成须验收。", papers, "tests/test_compliance.py"),
)  # fmt: skip


def look() -> list[Shown]:
    """Every point as of now."""
    return [Shown(point, point.look()) for point in POINTS]
