"""A prepared file says what the data inside it is: the full report's is another than the public's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_key_history")]

    operations = [
        migrations.AddField(
            model_name="preparedfile",
            name="twin_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
