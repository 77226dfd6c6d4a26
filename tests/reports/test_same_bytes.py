"""The same contents give the same bytes: in another place, folder and year, in another process."""

import base64
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from confinement.parent import ROOT
from reports.plain import to_plain
from reports.rendering import typeset
from reports.twin import NAME, twin_bytes
from tests.reports.receipt_sample import FILES, receipt_contents
from tests.reports.scripts import PASSAGES

CLOCK = "/usr/lib/*/faketime/libfaketime.so.1"
# Rooms that a document is not made of, and what is not the project's own.
LEFT_OUT = ("static", "tests", "var", "docs", "demonstration", "node_modules", "bench", ".*")
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "C",
    "LC_ALL": "POSIX",
    "PYTHONHASHSEED": "4711",
    "SOURCE_DATE_EPOCH": "1",
    "FAKETIME": "@2037-03-04 05:06:07",
    "CHILD_CPU_SECONDS": "100",
    "CHILD_MEMORY": str(3 * 1024**3),
    "CHILD_PARENT": str(os.getpid()),
}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("another place") / "copy"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
    return folder


def set_there(folder: Path, document: str, contents: object, files: dict[str, bytes]) -> bytes:
    order = {
        "document": document,
        "contents": to_plain(contents),
        "files": {name: base64.b64encode(each).decode() for name, each in files.items()},
    }
    home = folder / "home"
    home.mkdir(exist_ok=True)
    fonts = folder / "reports" / "fonts" / "fonts.conf"
    surroundings = {"HOME": str(home), "TMPDIR": str(home), "FONTCONFIG_FILE": str(fonts)}
    clock = next(str(each) for each in Path("/").glob(CLOCK.removeprefix("/")))
    done = subprocess.run(
        [sys.executable, "-s", "-B", "-m", "reports.typesetting"],
        cwd=folder, env={**ELSEWHERE, **surroundings, "LD_PRELOAD": clock},
        input=json.dumps(order).encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_works(elsewhere, unsigned, contents) -> None:
    assert set_there(elsewhere, "report", contents, {NAME: twin_bytes(contents)}) == unsigned


def test_faces_of_the_system_make_no_difference(elsewhere) -> None:
    made = receipt_contents()
    statement = "\n".join(each.text for each in PASSAGES.values())
    told = replace(made, signatory=replace(made.signatory, statement=f"{statement} \U0001f600"))
    assert set_there(elsewhere, "receipt", told, FILES) == typeset("receipt", to_plain(told), FILES)


def test_the_clock_there_is_another(elsewhere) -> None:
    clock = next(str(each) for each in Path("/").glob(CLOCK.removeprefix("/")))
    asked = [sys.executable, "-c", "import datetime; print(datetime.datetime.now().isoformat())"]
    said = subprocess.run(
        asked, env={**ELSEWHERE, "LD_PRELOAD": clock, "PATH": os.environ["PATH"]},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert said.stdout.startswith("2037-03-04T05:06")
