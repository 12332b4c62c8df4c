"""Entry point of the image: `worker`, `outbox-relay`, `migrations`, `test`, `django <command>`."""

import sys


def main(arguments: list[str]) -> int:
    match arguments:
        case ["worker"]:
            from apture.jobs import worker

            return worker.run()
        case ["outbox-relay"]:
            import django

            django.setup()
            from apture.outbox import relay

            return relay.run()
        case ["migrations"]:
            from apture import migrations

            return migrations.run()
        case ["test", *patterns]:
            import unittest

            names = patterns or ["discover", "-s", "tests", "-t", "."]
            unittest.main(module=None, argv=["test", *names])
        case ["django", *command]:
            from django.core.management import execute_from_command_line

            execute_from_command_line(["django", *command])
        case _:
            print("usage: worker | outbox-relay | migrations | test [PATTERN...] | django COMMAND", file=sys.stderr)
            return 64
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
