"""``manage.py openapi``: the API's document, for generators and reviewers."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from app import create_app
from blueprints import openapi
from commands import environment

SUMMARY = "输出接口文档（OpenAPI 3.1）"


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。不读数据库，也不需要密钥。"
    parser.add_argument("--output", type=Path, metavar="FILE", help="写入文件；不写则输出到屏幕")


def run(args: Namespace) -> int:
    nothing = replace(environment.settings_without_secrets(), database_url="sqlite://")
    text = json.dumps(openapi.document(create_app(nothing)), ensure_ascii=False, indent=2)
    if args.output is None:
        print(text)
    else:
        args.output.write_text(text + "\n", encoding="utf-8")
    return 0
