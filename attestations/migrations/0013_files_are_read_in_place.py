"""A file of evidence can be read on a page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0012_grants_on_a_piece"),
    ]

    operations = [
        migrations.AlterField(
            model_name="evidenceaccess",
            name="act",
            field=models.CharField(
                choices=[
                    ("seen", "opened its page"),
                    ("downloaded", "downloaded a file"),
                    ("read", "read a file on the portal's page"),
                ],
                max_length=20,
            ),
        ),
    ]
