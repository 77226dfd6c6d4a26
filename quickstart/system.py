"""What the operating system must give: libraries and fonts for PDFs, programs that check them."""

import os
import shutil
import subprocess
from ctypes.util import find_library
from typing import Final

# WeasyPrint draws with Pango and the fonts; qpdf and poppler-utils are gates and proofs of reports.
PACKAGES: Final = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz0b",
    "libharfbuzz-subset0",
    "libfontconfig1",
    "libglib2.0-0",
    "fontconfig",
    "fonts-noto-core",
    "fonts-noto-cjk",
    "qpdf",
    "poppler-utils",
)
# libatomic1 is what the program that drives the browser is linked against; softhsm2 is the token
# on which the tests keep a key; veraPDF, which judges reports as archive files, needs Java and a
# library that Java no longer brings along; faketime sets another clock for a single program.
TESTS: Final = (
    "chromium-headless-shell",
    "libatomic1",
    "softhsm2",
    "default-jre-headless",
    "libjaxb-java",
    "faketime",
)
PROGRAMS: Final = ("fc-list", "qpdf", "pdfsig", "pdftotext")
TEST_PROGRAMS: Final = ("chromium-headless-shell", "java")
LIBRARIES: Final = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig")


def wanted(*, for_tests: bool) -> tuple[str, ...]:
    """The Debian packages of a demonstration, or of the tests: browser, token and veraPDF."""
    return PACKAGES + (TESTS if for_tests else ())


def provide(*, for_tests: bool) -> int:
    """Exit status: 0 when all is there, or could be installed; 1 after saying what is missing."""
    if shutil.which("dpkg-query") is None:
        return judge_another_system(for_tests=for_tests)
    missing = missing_packages(wanted(for_tests=for_tests))
    if not missing:
        return 0
    line = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get") is not None:
        print(f"Installing Debian packages: {' '.join(missing)}", flush=True)
        install(line)
        missing = missing_packages(missing)
        if not missing:
            return 0
        print(f"Still missing: {' '.join(missing)}")
    print("These Debian packages are missing. Install them with this line, then start again:")
    print(f"    sudo {' '.join(line)}")
    return 1


def missing_packages(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `names` that dpkg does not know as installed (dpkg-query(1), db:Status-Status)."""
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names],
        check=False,
        capture_output=True,
        text=True,
    )
    installed = {
        line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")
    }
    return tuple(name for name in names if name not in installed)


def install(line: list[str]) -> None:
    """Let apt-get install; its own words are shown when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patience = ["-o", "DPkg::Lock::Timeout=180"]
    for command in (["apt-get", "update"], line):
        done = subprocess.run(
            [*command, *patience], check=False, env=environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            print(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def judge_another_system(*, for_tests: bool) -> int:
    """Without dpkg: look for the programs and libraries themselves."""
    programs = PROGRAMS + (TEST_PROGRAMS if for_tests else ())
    missing = [name for name in programs if shutil.which(name) is None]
    missing += [f"lib{name}" for name in LIBRARIES if find_library(name) is None]
    if missing:
        print(f"This system is not Debian, and these are missing: {', '.join(missing)}.")
        print(f"On Debian they come from: {' '.join(wanted(for_tests=for_tests))}")
    return 1 if missing else 0
