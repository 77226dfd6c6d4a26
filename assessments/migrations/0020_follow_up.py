"""The two states of an engagement in the follow-up of a conditional outcome."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0019_blind_scores")]

    operations = [
        migrations.AlterField(
            model_name="engagement",
            name="status",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for a quote"),
                    ("quoted", "Quoted"),
                    ("requested", "Requested"),
                    ("offered", "Offered: interests and objections"),
                    ("active", "Active"),
                    ("follow_up", "Follow-up"),
                    ("followed_up", "Follow-up: recommended"),
                    ("closed", "Closed"),
                    ("not_chosen", "Not chosen"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                    ("conflicted", "Ended: conflict of interest"),
                    ("terminated", "Terminated"),
                ],
                default="requested",
                max_length=20,
            ),
        ),
    ]
