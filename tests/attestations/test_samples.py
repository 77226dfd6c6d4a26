"""Real files of real projects: taken for what they are, and given back byte for byte."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from attestations.models import EvidenceFile
from tests.people import sign_in

HERE = Path(__file__).resolve().parent.parent
FOLDERS = (HERE.parent / "demonstration" / "samples", HERE / "samples")
SAMPLES = sorted(
    path for folder in FOLDERS for path in folder.iterdir() if path.suffix in (".json", ".yaml")
)


@pytest.mark.django_db(transaction=True)
def test_it_works(client, member, owner, settings, tmp_path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    sign_in(client, owner)
    assert len(SAMPLES) >= 6
    for path in SAMPLES:
        content = path.read_bytes()
        form = {"title": path.stem, "kind": "file", "disclosure": "assessor"}
        file = SimpleUploadedFile(path.name, content, content_type="text/html")
        added = reverse("attestations:evidence_add", args=[member.slug])
        assert client.post(added, form | {"file": file}).status_code == 302, path
        kept = EvidenceFile.objects.get(name=path.name)
        assert kept.media_type == f"application/{path.suffix[1:]}"
        assert (kept.sha256, kept.size) == (hashlib.sha256(content).hexdigest(), len(content))
        address = reverse(
            "attestations:evidence_file", args=[member.slug, kept.evidence_id, kept.pk]
        )
        assert b"".join(client.get(address).streaming_content) == content
