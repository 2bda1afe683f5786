"""A database that is empty but for the reference data, once on SQLite and once on PostgreSQL; the app; the emulator.

Any test that asks for ``database`` (``app``, ``client``, ``person``, … do) runs on both. Nothing leaves this machine.
"""

import os
import shutil
import socket
from ipaddress import ip_address
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import make_url

import clock
import models
import postgres
from app import create_app
from commands import migrate
from config import Config
from factories import Client, make_person
from office import APPID, KEYS, PUSH_TOKEN, SECRET
from services import reference, vault
from wechat import WeChat
from wechat.emulator import server

SERVER = pytest.StashKey[postgres.Server]()
ENGINES = {}


def pytest_configure(config):
    hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is not a defect
    hypothesis.settings.load_profile("house")
    if not hasattr(config, "workerinput"):
        if folder := postgres.memory():
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))  # SQLite's files, too
        config.stash[SERVER] = postgres.controller_start()


def pytest_unconfigure(config):
    if SERVER in config.stash:
        config.stash[SERVER].stop()


def pytest_terminal_summary(terminalreporter):
    """Say how many tests ran on which database."""
    names = [report.nodeid for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    on = {database: sum(database in name.partition("[")[2] for name in names) for database in ("sqlite", "postgresql")}
    rest = len(names) - sum(on.values())
    terminalreporter.write_line(f"SQLite: {on['sqlite']} · PostgreSQL: {on['postgresql']} · without a database: {rest}")


@pytest.fixture(scope="session")
def templates(tmp_path_factory, worker_id):
    """A database of each kind, migrated and with the reference data in it, made once a worker."""
    folder, name = tmp_path_factory.mktemp("databases"), f"lvxing_{worker_id}"
    urls = {
        "sqlite": f"sqlite:///{folder}/template.db",
        "postgresql": postgres.worker_database(os.environ[postgres.ENV], f"{name}_template"),
    }
    vault.unlock(KEYS)
    for url in urls.values():
        migrate.upgrade(models.connect(url))
        load_reference()
        models.disconnect()
    return urls


def load_reference():
    vault.unlock(KEYS)
    with models.transaction():
        reference.load()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, templates, worker_id):
    """The URL of a connected, fresh database."""
    make = fresh_file if request.param == "sqlite" else fresh_database
    url = make(templates[request.param], worker_id)
    connect(url)
    vault.unlock(KEYS)
    yield url
    models.disconnect()


def fresh_file(template, worker_id):
    made = Path(template.removeprefix("sqlite:///")).with_name("test.db")
    for leftover in made.parent.glob(f"{made.name}*"):
        leftover.unlink()
    shutil.copyfile(template.removeprefix("sqlite:///"), made)
    return f"sqlite:///{made}"


def fresh_database(template, worker_id):
    server, name = os.environ[postgres.ENV], make_url(template).database
    return postgres.worker_database(server, f"lvxing_{worker_id}", template=name)


def connect(url):
    """As ``models.connect``, with one engine a URL: what SQLAlchemy compiled for a test serves the next one."""
    models.disconnect()
    if url not in ENGINES:
        ENGINES[url] = models.connect(url)
    models.session.configure(bind=ENGINES[url])


@pytest.fixture(scope="session")
def _emulator():
    running = server.start(appid=APPID, secret=SECRET)
    yield running
    running.stop()


@pytest.fixture
def emulator(_emulator):
    """The stand-in for WeChat, reset."""
    _emulator.reset()
    return _emulator


@pytest.fixture(scope="session")
def settings(_emulator, tmp_path_factory):
    return Config(
        secret_key="only-for-tests",
        data_keys=KEYS,
        wx_appid=APPID,
        wx_secret=SECRET,
        wx_api_base=_emulator.url,
        wx_push_token=PUSH_TOKEN,
        database_url="sqlite://",
        instance_path=tmp_path_factory.mktemp("instance"),
    )


@pytest.fixture(scope="session")
def _app(settings):
    return create_app(settings)


@pytest.fixture
def app(_app, database, emulator, settings):
    """The real app on the fresh database, talking to the emulator with the real client."""
    connect(database)
    vault.unlock(KEYS)
    _app.extensions["wechat"] = WeChat(settings.wx_appid, settings.wx_secret, emulator.url, timeout=(2.0, 4.0))
    _app.extensions["limiter"].storage.reset()
    return _app


@pytest.fixture
def client(app):
    """Somebody who has not signed in."""
    return Client(app)


@pytest.fixture
def person(app):
    """Makes someone on the roll, bound and joined unless told otherwise, with a signed-in client."""

    def make(**values):
        return make_person(app, **values)

    return make


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Only this machine may be spoken to."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and not ip_address(socket.gethostbyname(address[0])).is_loopback:
            pytest.fail(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def shanghai():
    clock.use("Asia/Shanghai")
