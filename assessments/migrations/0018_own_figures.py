"""Figures that an assessor found herself, with the level that they give."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0017_returned_recommendations"),
    ]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="own_figures",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="own_figures",
            field=models.JSONField(null=True),
        ),
    ]
