"""`make bench`: every operation beside its floor, on a database of its own."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from quickstart import servers
from quickstart.places import Places, of_the_demonstration

ROUNDS: Final = 5
COLUMNS: Final = ("CPU", "of it DB", "floor", "ratio", "spread", "SQL")
WIDTHS: Final = (13, 11, 12, 8, 15, 5)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--only", default="", help="operations whose name holds this")
    chosen = arguments.parse_args()
    places = of_the_demonstration()
    with running_servers(places), tempfile.TemporaryDirectory(prefix="tp-bench-") as var:
        # The portal as the demonstration runs it: pooled connections, files with hashed names.
        os.environ |= {
            "ENVIRONMENT": "demonstration",
            "DJANGO_SETTINGS_MODULE": "trustportal.settings",
            "SECRET_KEY": "measured-" * 8,
            "VAR_DIR": var,
            # An assessment draws its sample from a signed checkpoint.
            "KEYS_DIR": f"{var}/keys",
            "EVIDENCE_SCANNER": "none",
            "EMAIL_URL": "file",
        }
        from bench import database, pipeline  # noqa: PLC0415 - Django reads the environment at its import

        found, rates, ways = database.measurements(chosen.rounds, chosen.only, say=say)
    told = {"machine": machine(), "rounds": chosen.rounds, "operations": found}
    told |= {"rates": rates, "reports": ways}
    text = json.dumps(told, indent=2, ensure_ascii=False)
    file = places.var / "bench.json"
    file.write_text(f"{text}\n", encoding="utf-8")
    print(text)
    say(table(found))
    for each in rates:
        say(rate(each))
    for each in ways:
        say(pipeline.way(each))
    say(f"All of it stands in {file}.")
    return 0


@contextmanager
def running_servers(places: Places) -> Iterator[None]:
    """The demonstration's PostgreSQL, with fsync as it is there; left as it was found."""
    ran = servers.running(places)
    os.environ |= servers.ensure(places.var, durable=True)
    try:
        yield
    finally:
        if not ran:
            servers.stop(places)


def machine() -> dict[str, Any]:
    return {
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def table(found: list[dict[str, Any]]) -> str:
    """For people; milliseconds of CPU for one operation."""
    width = max((len(each["name"]) for each in found), default=0)
    lines = ["", " " * width + row_of(COLUMNS) + "  goal"]
    for each in found:
        low, high = each["ratio_spread"]
        cells = (
            *(f"{each[key] / 1000:.2f} ms" for key in ("cpu_us", "database_us", "floor_cpu_us")),
            f"{each['ratio']:.1f}",
            f"{low:.1f}-{high:.1f}",
            str(each["sql"]),
        )
        lines.append(f"{each['name']:{width}}{row_of(cells)}  {each['goal']}".rstrip())
    return "\n".join(lines)


def rate(told: dict[str, Any]) -> str:
    """For people; how often in a second, and what share of the floor that is."""
    low, high = told["share_spread"]
    return (
        f"{told['name']}: {told['per_second']:.0f}, {told['floor']} {told['floor_per_second']:.0f},"
        f" share {told['share']:.3f} ({low:.3f}-{high:.3f}); goal {told['goal']}"
    )


def row_of(cells: Iterable[str]) -> str:
    return "".join(f"{cell:>{size}}" for cell, size in zip(cells, WIDTHS, strict=True))


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
