"""`python -m quickstart …`: the servers, the demonstration and the check of the system by name."""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from quickstart import background, cleaning, codes, demonstration, servers, system, valkey
from quickstart.home import make_home
from quickstart.places import PROJECT, Places, make_folder, of_the_demonstration, of_the_tests
from quickstart.refusal import QuickstartRefusal


def which(arguments: argparse.Namespace) -> Places:
    """The state of the tests or of the demonstration, as asked."""
    return of_the_tests() if arguments.tests else of_the_demonstration()


def services_up(arguments: argparse.Namespace) -> int:
    """Start PostgreSQL and Valkey and leave them running."""
    places = which(arguments)
    servers.ensure(places.var, durable=not arguments.tests)
    print(f"PostgreSQL and Valkey answer. Their state is in {places.var}.")
    return 0


def services_down(arguments: argparse.Namespace) -> int:
    """Stop PostgreSQL and Valkey; the data stay."""
    servers.stop(which(arguments))
    print("PostgreSQL and Valkey are stopped.")
    return 0


def env(arguments: argparse.Namespace) -> int:
    """Print what a shell needs to reach the servers: eval "$(python -m quickstart env)"."""
    places = which(arguments)
    environment = servers.ensure(places.var, durable=not arguments.tests)
    if not arguments.tests:
        environment = demonstration.environment(places, environment)
    for name, value in sorted(environment.items()):
        print(f"export {name}={shlex.quote(value)}")
    return 0


def valkey_stop(arguments: argparse.Namespace) -> int:
    """Stop Valkey alone and keep it away, to see that the portal goes on without it."""
    places = which(arguments)
    make_folder(places.run)
    valkey.held(places).touch()
    with servers.lock(places):
        valkey.stop(make_home(places))
    print("Valkey is stopped and stays away until `python -m quickstart valkey-start`.")
    return 0


def valkey_start(arguments: argparse.Namespace) -> int:
    """Start Valkey again on its old port."""
    places = which(arguments)
    valkey.held(places).unlink(missing_ok=True)
    with servers.lock(places):
        valkey.start(make_home(places), may_move=False)
    print("Valkey answers again.")
    return 0


def test(arguments: argparse.Namespace) -> int:
    """Run pytest with what follows, and stop the servers that it started.

    Where the environment forbids Python to keep compiled modules, each of the many processes of
    the tests would compile everything for itself: half of what its start costs.
    """
    environment = demonstration.without(os.environ, "PYTHONDONTWRITEBYTECODE")
    try:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments.rest],
            check=False,
            cwd=PROJECT,
            env=environment,
        ).returncode
    finally:
        servers.stop_unless_held(of_the_tests())


def check_system(arguments: argparse.Namespace) -> int:
    """Install the missing Debian packages, or say which line installs them."""
    return system.provide(for_tests=arguments.for_tests)


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "services-up": services_up,
    "services-down": services_down,
    "env": env,
    "valkey-stop": valkey_stop,
    "valkey-start": valkey_start,
    "check-system": check_system,
    "test": test,
    "code": lambda arguments: codes.show(of_the_demonstration(), " ".join(arguments.rest)),
    "demo": lambda _: demonstration.foreground(of_the_demonstration()),
    "up": lambda _: background.up(of_the_demonstration()),
    "down": lambda _: background.down(of_the_demonstration()),
    "clean": lambda _: cleaning.clean(of_the_demonstration()),
}


def main() -> int:
    """Run one command; a refusal is a sentence on standard error and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m quickstart", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--tests", action="store_true", help="the servers of the tests")
    parser.add_argument(
        "--for-tests", action="store_true", help="check-system: Chromium and Java, too"
    )
    parser.add_argument("rest", nargs="*", help="test: paths for pytest; code: an e-mail address")
    arguments = parser.parse_args()
    try:
        return COMMANDS[arguments.command](arguments)
    except QuickstartRefusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
