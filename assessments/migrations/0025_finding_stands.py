"""A step of a finding: somebody else looked at it, and it stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0024_sending_back")]

    operations = [
        migrations.AlterField(
            model_name="findingevent",
            name="step",
            field=models.CharField(
                choices=[
                    ("acknowledged", "Acknowledged by the member"),
                    ("disputed", "Disputed by the member"),
                    ("upheld", "The appeal panel ruled that it stands"),
                    ("dismissed", "The appeal panel ruled that it falls"),
                    ("planned", "Plan proposed"),
                    ("plan_accepted", "Plan accepted"),
                    ("plan_returned", "Plan returned"),
                    ("proved", "Evidence of correction given"),
                    ("proof_refused", "Evidence of correction refused"),
                    ("verified", "Correction verified"),
                    ("closed", "Closed"),
                    ("plan_reopened", "The plan is judged again"),
                    ("proof_reopened", "The evidence is judged again"),
                    ("closure_reopened", "The closure is judged again"),
                    ("confirmed", "Looked at anew: it stands"),
                ],
                max_length=20,
            ),
        ),
    ]
