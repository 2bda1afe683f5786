"""``manage.py setup``: everything ``run`` needs, without starting anything."""

from argparse import ArgumentParser, Namespace

from commands import environment, migrate
from config import Config
from models import engine, transaction
from services import reference

SUMMARY = "安装、生成密钥、升级数据库、载入参考数据，不启动服务"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。可重复运行。"


def run(args: Namespace) -> int:
    config = prepare()
    print(f"已就绪：数据与密钥在 {config.instance_path}，请妥善备份其中的 env 文件。")
    print("开发试用：python3 manage.py run    正式运行：设置 WX_APPID、WX_SECRET 后 python3 manage.py serve")
    return 0


def prepare() -> Config:
    """Secrets, newest revision, reference data. Leaves the office open. Raises ConfigError."""
    environment.ensure_secrets()
    config = environment.open_office()
    migrate.upgrade(engine())
    with transaction():
        reference.load()
    return config
