from dataclasses import replace

import pytest

from reports import gates
from reports.gates import GateRefused, pass_gates
from reports.twin import twin_bytes


def test_it_works(unsigned, contents) -> None:
    pass_gates(unsigned, contents, twin_bytes(contents))


def test_it_also_takes_the_signed_file(signed, contents) -> None:
    pass_gates(signed, contents, twin_bytes(contents))


def test_other_data_than_embedded_is_refused(unsigned, contents) -> None:
    with pytest.raises(GateRefused, match="embedded data differs"):
        pass_gates(unsigned, contents, twin_bytes(replace(contents, flags=())))


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"number": "TP-2026-9999"}, "number"),
        ({"outcome": "conforming"}, "outcome"),
        ({"submission_sha256": "ab" * 32}, "digest"),
    ],
)
def test_a_document_that_reads_otherwise_is_refused(unsigned, contents, change, label) -> None:
    with pytest.raises(GateRefused, match=label):
        pass_gates(unsigned, replace(contents, **change), twin_bytes(contents))


def test_another_organisation_is_refused(unsigned, contents) -> None:
    other = replace(contents, organisation=replace(contents.organisation, name="Somebody Else"))
    with pytest.raises(GateRefused, match="organisation's name"):
        pass_gates(unsigned, other, twin_bytes(contents))


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_cut_file_is_refused(unsigned, contents, cut) -> None:
    with pytest.raises(GateRefused, match="qpdf"):
        pass_gates(unsigned[: int(len(unsigned) * cut)], contents, twin_bytes(contents))


def test_a_missing_program_is_refused_by_name(unsigned, contents, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(GateRefused, match="qpdf is missing"):
        pass_gates(unsigned, contents, twin_bytes(contents))


def test_an_ordinary_report_is_read_in_one_order(contents, unsigned, monkeypatch) -> None:
    """The second costs as much as the first; where something is missing it is read all the same."""
    run, asked = gates._run, []

    def noted(program, *arguments):
        asked.append((program, *arguments[:1]))
        return run(program, *arguments)

    monkeypatch.setattr(gates, "_run", noted)
    twin = twin_bytes(contents)
    pass_gates(unsigned, contents, twin)
    assert ("pdftotext", "-raw") not in asked
    other = replace(contents, organisation=replace(contents.organisation, name="Somebody Else"))
    with pytest.raises(GateRefused, match="organisation's name"):
        pass_gates(unsigned, other, twin)
    assert ("pdftotext", "-raw") in asked
