"""A scheduler on made-up days that only folds, as often as the real one: ``python -m benchmarks.simulation.folder``."""

import time

from benchmarks.simulation.web import keep_time
from config import Config
from scheduler import __main__ as scheduler
from scheduler import jobs

if __name__ == "__main__":
    keep_time()
    station = scheduler.station(Config.from_env(), jobs.FOLD_SECONDS)
    while True:
        jobs.fold(station)
        time.sleep(jobs.FOLD_SECONDS)
