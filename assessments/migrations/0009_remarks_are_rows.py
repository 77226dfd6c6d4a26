from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """The draft shared last and its remarks become rows; what was overwritten before is lost."""
    owner = schema_editor.connection.alias
    engagements, shares, remarks = (
        apps.get_model("assessments", name).objects.using(owner)
        for name in ("Engagement", "DraftShare", "Remark")
    )
    for one in engagements.exclude(draft_shared_at=None):
        share = shares.create(engagement_id=one.pk, number=1, shared_at=one.draft_shared_at)
        if one.remarks_at is not None and one.remarks_by_id is not None:
            remarks.create(
                share_id=share.pk,
                text=one.remarks,
                made_by_id=one.remarks_by_id,
                made_at=one.remarks_at,
            )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_drafts_and_confirmations")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField("engagement", "no_remarks"),
        migrations.RemoveField("engagement", "remarks"),
        migrations.RemoveField("engagement", "remarks_by"),
    ]
