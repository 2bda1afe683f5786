"""The log of what managers change: who, what, from what to what, and why. Append-only, and a chain of hashes."""

import re
from typing import Any, NamedTuple

import clock
from models import AuditEntry, session
from services.audit import chain as audit_chain

PRIVATE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)|(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")


class Actor(NamedTuple):
    """Who is behind a change. The command line has no manager's id."""

    manager_id: int | None
    name: str


COMMAND_LINE = Actor(None, "命令行")


def write(actor: Actor, action: str, subject: str, change: dict | None = None, reason: str = "") -> None:
    """One entry, in the transaction of the change itself. Never put an openid into it.

    Phone and identity-card numbers that somebody typed, into a reason or a file's name, are masked. Whoever writes
    holds the end of the chain until the transaction is over: write late in it.
    """
    audit_chain.append(
        AuditEntry(
            manager_id=actor.manager_id,
            actor=actor.name[:64],
            action=action,
            subject=masked(subject)[:120],
            change=masked(change or {}),
            reason=masked(reason)[:200],
            created_at=clock.now(),
        )
    )
    session.flush()


def masked(value: Any) -> Any:
    """Without the middle of phone and identity-card numbers, at any depth; names of fields stay."""
    if isinstance(value, dict):
        return {key: masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return PRIVATE.sub(lambda found: "****".join(filter(None, found.groups())), value) if type(value) is str else value
