from django.db import migrations

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        OnlyAdded("reports_preparedfile"),
        OnlyAdded("reports_signedfile"),
        OnlyAdded("reports_notice"),
    ]
