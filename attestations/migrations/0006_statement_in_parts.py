"""The statement that is copied from the scope is copied in its three parts, too."""

from django.db import migrations, models

CARRY_OVER = "UPDATE attestations_attestation SET scope_included = scope_statement"


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0005_counter_claims_and_versions_of_evidence"),
        ("organisations", "0002_statement_in_parts"),
    ]

    operations = [
        *(
            migrations.AddField(
                "attestation",
                name,
                models.TextField(blank=True, default=""),
                preserve_default=False,
            )
            for name in ("scope_included", "scope_excluded", "scope_why")
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
    ]
