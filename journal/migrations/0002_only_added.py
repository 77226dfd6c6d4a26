from django.db import migrations

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        OnlyAdded("journal_entry"),
    ]
