"""The demonstration office of ``manage.py run``: put into an empty database, left alone in any other."""

from commands.progress import Progress
from models import transaction
from services.demonstration import everything as demonstration


def ensure() -> None:
    """Needs an open office (``setup.prepare()``)."""
    bar: list[Progress] = []

    def show(done: int, total: int) -> None:
        if not bar:
            bar.append(Progress("载入演示机关（虚构数据）", total))
        bar[0].step()

    with transaction():
        demonstration.make(show)
