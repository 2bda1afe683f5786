"""What the terminal says at the end: what was lived, what is needed, what the machine did, and the verdict."""

from collections.abc import Iterator
from os import cpu_count
from statistics import median
from unicodedata import east_asian_width

from benchmarks.simulation import callers, verdict
from benchmarks.simulation.findings import Findings
from benchmarks.simulation.verdict import MEGA, WORKING_DAYS
from services import activities

WIDTH = 76


def text(found: Findings) -> str:
    parts = {
        "模拟了什么": what(found),
        "高峰要多快": need(found),
        "这台机器有多快": speed(found),
        "榜单和提醒": boards(found),
        "数据库": database(found),
        "核对": checked(found),
        "结论": conclusion(found),
    }
    lines = ["", "═" * WIDTH, "绿行规模模拟报告：人员和记录全部虚构，没有动本单位的数据，没有发送消息", "═" * WIDTH]
    for number, (title, body) in zip("一二三四五六七", parts.items(), strict=True):
        lines += ["", f"{number}、{title}", *(f"  {line}" for line in body)]
    return "\n".join(lines)


def what(found: Findings) -> Iterator[str]:
    plan, office = found.plan, found.office
    tree = f"{office.departments:,} 个科室，上面 {office.units:,} 个单位"
    joined = len(office.habits)
    yield f"职工 {plan.staff:,} 人，{tree}；{joined:,} 人参加（{joined / plan.staff:.0%}）"
    yield f"工作日 {len(found.days)} 天：{found.days[0]} 至 {found.days[-1]}（{source(found)}）"
    kinds = "，".join(f"{activities.get(key).title} {times:,}" for key, times in found.kinds.most_common())
    yield f"记录 {found.acts:,} 条：{kinds}"
    yield f"其中补记 {found.backfilled:,} 条，做完又撤回 {found.undone:,} 条"
    yield by_whom(found)
    yield f"种子 {plan.seed}，记录指纹 {found.fingerprint}（参数和起止日期相同，指纹就相同）"


def source(found: Findings) -> str:
    if found.measured_on <= found.official_until:
        return "按国务院办公厅的放假和调休安排"
    return f"{found.official_until} 以后还没有放假安排，暂按周一至周五"


def by_whom(found: Findings) -> str:
    if found.through_requests == found.acts:
        return "全部由网页程序逐条处理，与手机发来的请求是同一段程序"
    one_by_one = f"{found.through_requests:,} 条由网页程序逐条处理，与手机发来的请求是同一段程序；"
    return f"{one_by_one if found.through_requests else ''}其余按同样的规则成批写入"


def need(found: Findings) -> Iterator[str]:
    plan = found.plan
    busiest = f"最忙的一分钟 {found.busiest:,} 条，每秒 {found.busiest / 60:,.1f} 条"
    yield f"模拟的这些天：平均每天 {found.acts / len(found.days):,.0f} 条；{busiest}"
    yield f"往高里设想：全体职工都参加，早上 {plan.peak} 分钟内各打一次卡，先渐多再渐少，"
    yield f"最忙的一分钟占 1 −（1 − 1/{plan.peak}）² = {plan.busiest_share:.2%}（--peak 可改）"
    yield f"需要：{plan.staff:,} 人 × {plan.busiest_share:.2%} ÷ 60 秒 = 每秒 {plan.need:,.1f} 次打卡"


def speed(found: Findings) -> Iterator[str]:
    plan, full = found.plan, found.full
    yield f"{machine(found)}，网页服务按正式运行的方式启动，旁边照常汇总；{callers.CONNECTIONS} 个连接同时请求，"
    yield f"打卡前先开首页，每 {callers.OWN_PLACE_EVERY} 次看一回我的名次，每 {callers.BOARD_EVERY} 次看一回科室榜"
    yield "（发请求的程序也在本机，占去一部分；手机到服务器的网络时间不在内）"
    if found.extra:
        yield f"参加的人少，不够测：另加 {len(found.extra):,} 个虚构人员，只在测速时打卡"
    yield f"全速：每秒 {full.acts:,.0f} 次打卡，连同翻看每秒 {full.requests:,.0f} 个请求"
    yield f"高峰占用：{plan.need:,.1f} ÷ {full.acts:,.0f} = {verdict.used(found):.1%}"
    yield f"每秒 {found.asked_pace:,.0f} 次打卡时{why_this_pace(found)}，多久得到回答（毫秒）："
    yield row("", "次数", "半数不超过", "99% 不超过")
    for name, title in callers.TITLES.items():
        if times := found.pace.times.get(name):
            yield row(title, f"{len(times):,}", f"{median(times):,.1f}", f"{verdict.slowest(times):,.1f}")


def why_this_pace(found: Findings) -> str:
    if found.asked_pace > found.plan.need:
        return "（高峰没有这么快，取这么多才测得准）"
    return "（高峰的需要）" if found.asked_pace == found.plan.need else "（全速的八成，高峰还要更快）"


def boards(found: Findings) -> Iterator[str]:
    rate = found.folded / found.folding if found.folding else 0.0
    yield f"汇总入榜：{found.folded:,} 条用了 {found.folding:,.1f} 秒，每秒 {rate:,.0f} 条"
    yield f"上述节奏下，榜单最多晚 {found.stale:.1f} 秒（每 2 秒汇总一次）"
    one, plan = found.round, found.plan
    seconds = f" {one.seconds:.1f} 秒" if one.seconds >= 0.1 else "不到 0.1 秒"
    yield f"早上的出行提醒：安排 {one.planned:,} 人，用时{seconds}，其中 {one.to_send:,} 人授权过微信消息"
    took = spell(plan.staff / plan.push_rate)
    yield f"给全体各发一条：{plan.staff:,} 条 ÷ 每秒 {plan.push_rate:,} 条（PUSH_RATE）= {took}"


def database(found: Findings) -> Iterator[str]:
    before, _, after = found.sizes
    half = len(found.days) // 2
    yield f"{after / MEGA:,.1f} MB，其中过日子之前就有 {before / MEGA:,.1f} MB（名册、题库等）"
    since = f"后 {len(found.days) - half} 天" if half else "这 1 天（头几天偏高，天数多些才准）"
    year = f"{verdict.yearly(found) / MEGA:,.0f} MB"
    yield f"按{since}算，每个工作日增加 {found.growth / MEGA:,.2f} MB，× {WORKING_DAYS} 个工作日 = 每年约 {year}"


def checked(found: Findings) -> Iterator[str]:
    if found.wrong:
        yield from (f"× {sentence}" for sentence in found.wrong)
        return
    yield f"写入并得到确认的 {found.confirmed:,} 条都在账上，不多不少（含撤回的冲销和测速时的打卡）"
    yield "各项汇总等于打卡记录之和；重新汇总核对（refold --check）全部一致"


def conclusion(found: Findings) -> Iterator[str]:
    if found.wrong:
        yield "没有通过核对，以上数字不可用：请保留全部内容和命令，报告给开发者"
        return
    word, reasons = verdict.judge(found)
    yield f"{word}：{machine(found)}，{found.plan.staff:,} 人"
    yield from (f"· {reason}" for reason in reasons)


def machine(found: Findings) -> str:
    return f"{cpu_count()} 核，{'SQLite' if found.is_sqlite else 'PostgreSQL'}"


def spell(seconds: float) -> str:
    return f"{max(seconds, 1):,.0f} 秒" if seconds < 120 else f"{seconds / 60:,.1f} 分钟"


def row(title: str, *cells: str) -> str:
    """Columns that stand under each other although Chinese characters are twice as wide."""
    return pad(title, 10) + "".join(pad(cell, 14, right=True) for cell in cells)


def pad(cell: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in cell))
    return space + cell if right else cell + space
