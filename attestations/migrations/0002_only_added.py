from django.db import migrations

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [("attestations", "0001_initial")]

    operations = [
        OnlyAdded("attestations_answerversion"),
        OnlyAdded("attestations_submission"),
        OnlyAdded("attestations_briefingview"),
    ]
