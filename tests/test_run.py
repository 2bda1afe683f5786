"""``manage.py run``: everything at once, and its end."""

import os
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from command_line import SECONDS, Instance, finish


@pytest.fixture
def lvxing(tmp_path):
    return Instance(tmp_path / "instance")


def test_run_check_starts_everything_and_stops_it(lvxing):
    code, said = finish(lvxing.start("run", "--check", "--no-demo", "--port", free_port()))
    assert code == 0, said
    assert "绿行已启动" in said
    web = re.search(r"首页\s+(http://\S+)", said)[1]
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
        process = lvxing.start("run", "--no-demo", "--port", taken.getsockname()[1])
        said = []
        for line in process.stdout:
            said.append(line)
            if "日志" in line:
                break
        yield process, "".join(said)
    process.kill()
    process.stdout.close()


def test_run_moves_to_a_free_port_and_stops_when_told(running):
    process, said = running
    assert "已被占用，网页服务改用" in said
    web = re.search(r"首页\s+(http://\S+)", said)[1]
    assert urllib.request.urlopen(f"{web}readyz", timeout=5).status == 200
    console = re.search(r"控制台\s+(http://[^（\s]+)", said)[1]
    assert urllib.request.urlopen(console, timeout=5).status == 200
    children = children_of(process.pid)
    assert len(children) == 3
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=SECONDS) == 0
    assert not any(is_alive(child) for child in children)


def test_run_says_which_part_died_and_stops_the_rest(running):
    process, _ = running
    children = children_of(process.pid)
    [scheduler] = [pid for pid in children if "scheduler" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(scheduler, signal.SIGKILL)
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert "scheduler 意外停止" in said
    assert not any(is_alive(child) for child in children)


def children_of(pid):
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def is_alive(pid):
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return Path(f"/proc/{pid}").exists()
