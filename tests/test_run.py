"""``manage.py run``: everything at once, and its end."""

import os
import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from command_line import SECONDS, Instance, finish

RUN = ("run", "--no-demo")


@pytest.fixture
def lvxing(tmp_path):
    return Instance(tmp_path / "instance")


def test_run_check_starts_everything_and_stops_it(lvxing):
    code, said = finish(lvxing.start(*RUN, "--check", "--port", free_port(), "--emulator-port", free_port()))
    assert code == 0, said
    assert "绿行已启动" in said
    web = address("首页", said)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(web, timeout=5)
    assert (lvxing.folder / "logs" / "web.log").exists()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def running(lvxing):
    """``manage.py run`` in the foreground, on a port that was taken, until its addresses are printed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = lvxing.start(*RUN, "--port", taken.getsockname()[1], "--emulator-port", free_port())
        said = []
        for line in process.stdout:
            said.append(line)
            if "日志" in line:
                break
        yield process, "".join(said)
    process.kill()
    process.wait()
    process.stdout.close()


def test_run_moves_to_a_free_port_and_stops_when_told(running):
    process, said = running
    assert "已被占用，网页服务改用" in said
    web = address("首页", said)
    assert urllib.request.urlopen(f"{web}readyz", timeout=5).status == 200
    console = address("控制台", said)
    assert urllib.request.urlopen(console, timeout=5).status == 200
    everyone = descendants(process.pid)
    assert len(children_of(process.pid)) >= 3, "emulator, web, scheduler, and for a while the maker of the phone page"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=SECONDS) == 0
    assert not any(is_alive(pid) for pid in everyone)


def test_run_leaves_nothing_behind_even_when_it_is_killed(running):
    process, _ = running
    everyone = descendants(process.pid)
    process.kill()
    assert process.wait(timeout=SECONDS) == -signal.SIGKILL
    assert not any(is_alive(pid) for pid in everyone)


def test_run_says_which_part_died_and_stops_the_rest(running):
    process, _ = running
    everyone = descendants(process.pid)
    [web] = [pid for pid in children_of(process.pid) if "serve" in Path(f"/proc/{pid}/cmdline").read_text()]
    assert len(children_of(web)) > 0, "granian's worker, which outlives a killed parent"
    os.kill(web, signal.SIGKILL)
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert "web 意外停止" in said
    assert not any(is_alive(pid) for pid in everyone)


def children_of(pid):
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def descendants(pid):
    return [each for child in children_of(pid) for each in (child, *descendants(child))]


def is_alive(pid):
    """Whether it still runs after a while; a dead one that nobody has collected does not."""
    deadline = time.monotonic() + 5
    while running_state(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return running_state(pid)


def running_state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def address(name, said):
    """The address printed beside ``name``."""
    return next(line.split()[1].partition("（")[0] for line in said.splitlines() if line.split()[:1] == [name])
