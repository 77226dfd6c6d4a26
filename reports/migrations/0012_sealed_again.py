"""A report whose seal's key leaked before it was live is sealed again; the first files stay, set aside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_two_rungs")]

    operations = [
        migrations.AddField("report", "sealing", models.PositiveIntegerField(default=0)),
        migrations.AddField("signedfile", "sealing", models.PositiveIntegerField(default=0)),
        migrations.RemoveConstraint("signedfile", "signed_file_once"),
        migrations.AddConstraint(
            "signedfile",
            models.UniqueConstraint(fields=["report", "rung", "sealing"], name="signed_file_once"),
        ),
    ]
