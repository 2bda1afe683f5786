"""``python -m commands NAME …``, inside the environment that ``manage.py`` made."""

import os
import sys
from argparse import ArgumentParser

from commands import COMMANDS
from config import ConfigError


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="manage.py", description="绿行 LvXing")
    choices = parser.add_subparsers(required=True, metavar="命令")
    for name, command in COMMANDS.items():
        choice = choices.add_parser(name, help=command.SUMMARY)
        choice.set_defaults(run=command.run, rest=None)
        command.arguments(choice)
    args, unknown = parser.parse_known_args(arguments)
    if unknown and args.rest is None:
        parser.error(f"不认识的参数：{' '.join(unknown)}")
    args.rest = unknown
    os.umask(0o077)  # what a command writes, the database and its keys first of all, is for this user only
    try:
        return args.run(args)
    except ConfigError as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
