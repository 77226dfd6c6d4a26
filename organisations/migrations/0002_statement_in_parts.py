"""The scope's statement gets three parts: what is in, what is out, why the line is there.

What was written so far stands in the first; the others are asked for when the scope is changed
next, and before an attestation is opened with it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.RenameField("scope", "statement", "included"),
        migrations.AddField(
            "scope", "excluded", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField(
            "scope", "why", models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
