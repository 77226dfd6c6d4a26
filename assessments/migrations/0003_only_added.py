from django.db import migrations

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_initial")]

    operations = [
        OnlyAdded("assessments_interest"),
        OnlyAdded("assessments_conflict"),
        OnlyAdded("assessments_recommendation"),
        OnlyAdded("assessments_decision"),
        OnlyAdded("assessments_publicationchoice"),
    ]
