"""The files last: PDF/A-3a and PDF/UA-1 by veraPDF, sealed and unsealed, and it can say no.

`tests/slow/test_archive_whole.py` asks of more documents, longer ones and each script by itself.
"""

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from reports.rendering import render
from reports.signing import sign
from reports.twin import twin_bytes
from reports.verdict import RECEIPT_FIELD
from tests.reports.receipt_sample import receipt_contents, typeset_receipt
from tests.reports.sample import declared_contents, small
from tests.reports.verapdf import broken_rules_of

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SOUND = (
    "assessed, unsealed",
    "assessed, sealed",
    "declared, sealed",
    "many scripts, sealed",
    "receipt, sealed",
)
BROKEN = {
    "no language": "PDF/UA-1 7.2-",
    "no alternative text": "PDF/UA-1 7.3-1",
    "no identification": "PDF/UA-1 5-2",
    "no tags": "PDF/A-3a 6.7.",
    "a face left out": "PDF/A-3a 6.2.11.4.1-1",
    "something opens": "PDF/A-3a 6.5.1-1",
}


def changed(content: bytes, how: str) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if how == "no language":
            del pdf.Root.Lang
        elif how == "no alternative text":
            pdf.Root.StructTreeRoot.K[0].K.append(figure(pdf))
        elif how == "no identification":
            packet = pdf.Root.Metadata.read_bytes()
            pdf.Root.Metadata.write(packet.replace(b"pdfuaid:part", b"pdfuaid:past"))
        elif how == "no tags":
            del pdf.Root.StructTreeRoot
            del pdf.Root.MarkInfo
        elif how == "a face left out":
            del next(
                e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and "/FontFile2" in e
            ).FontFile2
        else:
            pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def figure(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.Figure,
            P=pdf.Root.StructTreeRoot.K[0],
            K=pikepdf.Array(),
            Pg=pdf.pages[0].obj,
        )
    )


@pytest.fixture(scope="module")
def judged(unsigned, signed, seal, set_in_many_scripts) -> dict[str, list[str]]:
    """Every document of this file, judged in one Java process."""
    declared = small(declared_contents())
    receipt = typeset_receipt(receipt_contents())
    files = {
        "assessed, unsealed": unsigned,
        "assessed, sealed": signed,
        "declared, sealed": sign(render(declared, twin_bytes(declared)), seal, AT),
        "many scripts, sealed": sign(set_in_many_scripts, seal, AT),
        "receipt, sealed": sign(receipt, seal, AT, field=RECEIPT_FIELD),
    }
    return broken_rules_of(files | {how: changed(receipt, how) for how in BROKEN})


@pytest.mark.parametrize("name", SOUND)
def test_it_works(judged, name) -> None:
    assert judged[name] == []


@pytest.mark.parametrize("how", BROKEN)
def test_a_file_broken_on_purpose_fails(judged, how) -> None:
    assert any(each.startswith(BROKEN[how]) for each in judged[how]), judged[how]
