"""The log of what managers change: who, what, from what to what, and why. Append-only."""

from typing import NamedTuple

from models import AuditEntry, session


class Actor(NamedTuple):
    """Who is behind a change. The command line has no manager's id."""

    manager_id: int | None
    name: str


COMMAND_LINE = Actor(None, "命令行")


def write(actor: Actor, action: str, subject: str, change: dict | None = None, reason: str = "") -> None:
    """One entry, in the transaction of the change itself. Never put a phone number or an openid into it."""
    session.add(
        AuditEntry(
            manager_id=actor.manager_id,
            actor=actor.name,
            action=action,
            subject=subject[:120],
            change=change or {},
            reason=reason[:200],
        )
    )
