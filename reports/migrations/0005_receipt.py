"""Receipts: what one rests on never changes, its row is frozen when sealed, its files only added."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.db import migrations, models

import reports.status
from journal.only_added import OnlyAdded

FORWARDS = """
CREATE FUNCTION refuse_receipt_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a receipt is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'signed' THEN
        RAISE EXCEPTION 'receipt % is sealed and never changes', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.submission_id <> OLD.submission_id OR NEW.organisation_id <> OLD.organisation_id THEN
        RAISE EXCEPTION 'what receipt % rests on never changes', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_receipt_frozen BEFORE UPDATE OR DELETE ON reports_receipt
FOR EACH ROW EXECUTE FUNCTION refuse_receipt_change();
"""
BACKWARDS = """
DROP TRIGGER reports_receipt_frozen ON reports_receipt;
DROP FUNCTION refuse_receipt_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0004_carrying_over"),
        ("organisations", "0001_initial"),
        ("reports", "0004_logged_edition"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Waiting to be rendered"),
                            ("prepared", "Rendered, waiting to be signed"),
                            ("signed", "Signed, waiting to be logged"),
                            ("live", "Published"),
                            ("failed", "Failed"),
                        ],
                        default=reports.status.State["DUE"],
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("leased_until", models.DateTimeField(null=True)),
                ("token", models.PositiveBigIntegerField(default=0)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_error", models.TextField(blank=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="attestations.submission",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PreparedReceipt",
            fields=[
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("data", models.JSONField()),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prepared",
                        to="reports.receipt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SealedReceipt",
            fields=[
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("unsigned_sha256", models.CharField(max_length=64)),
                ("key_id", models.CharField(max_length=64)),
                ("certificate_sha256", models.CharField(max_length=64)),
                ("development_key", models.BooleanField()),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed",
                        to="reports.receipt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("state__in", ["due", "prepared"])),
                fields=["not_before"],
                name="receipt_with_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "live"), _negated=True),
                name="receipt_is_never_published",
            ),
        ),
        OnlyAdded("reports_preparedreceipt"),
        OnlyAdded("reports_sealedreceipt"),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
