"""What ``manage.py`` can do: one file per command, one line here.

A command's file says ``SUMMARY`` (a phrase), ``arguments(parser)`` and ``run(args) -> int`` (the exit code).
"""

from types import ModuleType

from commands import (
    audit_check,
    backup,
    bench,
    erase,
    import_roll,
    invite,
    migrate,
    openapi,
    owner_link,
    refold,
    report,
    restore,
    run,
    scheduler,
    serve,
    setup,
    simulate,
    stickers,
    test,
)

COMMANDS: dict[str, ModuleType] = {
    "run": run,
    "test": test,
    "setup": setup,
    "serve": serve,
    "scheduler": scheduler,
    "owner-link": owner_link,
    "import-roll": import_roll,
    "invite": invite,
    "erase": erase,
    "audit-check": audit_check,
    "stickers": stickers,
    "migrate": migrate,
    "refold": refold,
    "backup": backup,
    "restore": restore,
    "report": report,
    "openapi": openapi,
    "simulate": simulate,
    "bench": bench,
}
