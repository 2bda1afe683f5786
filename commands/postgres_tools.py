"""pg_dump and pg_restore, PostgreSQL's own programs, on the configured database."""

import os
import shutil
import subprocess

from sqlalchemy import make_url


class ToolFailed(Exception):
    """A program is missing or failed; the message says what to do."""


def run(program: str, url: str, *options: str) -> None:
    """Run ``program`` on the database at ``url``. The password goes by the environment, not by the command line."""
    path = shutil.which(program)
    if path is None:
        raise ToolFailed(f"找不到 {program}：请安装与服务器同版本的 PostgreSQL 客户端（Debian：postgresql-client）")
    parts = make_url(url)
    password = {"PGPASSWORD": parts.password} if parts.password else {}
    plain = parts.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command = [path, "--dbname", plain, *options]
    done = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(f"{program} 没有成功：{done.stderr.strip()}")
