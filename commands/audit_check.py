"""``manage.py audit-check``: follow the chain behind the audit log from its first entry to its last."""

from argparse import ArgumentParser, Namespace

import clock
from commands import environment
from commands.progress import Progress
from models import transaction
from services.audit import chain as audit_chain

SUMMARY = "核对操作日志有没有被改动"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}：每条记录都带着前一条的校验码。有改动、缺失时指出第一处，退出码为 1。"


def run(args: Namespace) -> int:
    environment.open_office()
    with transaction(reading=True):
        progress = Progress("核对操作日志", audit_chain.length())
        found = audit_chain.check(progress.step)
        end = audit_chain.head() if found is None else None
    if found is None and end is not None:
        print(f"操作日志完整，共 {end.number} 条。最后一条的校验码：{end.digest}")
        return 0
    assert found is not None
    print(f"操作日志在第 {found.number} 条处断开：{found.problem}。{about(found)}")
    return 1


def about(found: audit_chain.Break) -> str:
    """The entry in question, as far as it is there."""
    entry = found.entry
    if entry is None:
        return ""
    return f"{clock.local(entry.created_at):%Y-%m-%d %H:%M}，{entry.actor}，{entry.action}，{entry.subject}"
