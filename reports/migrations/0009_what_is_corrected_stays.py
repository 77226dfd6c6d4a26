"""What a report corrects never changes, like everything else that it rests on."""

from django.db import migrations

FORWARDS = """
CREATE OR REPLACE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a report is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'live' THEN
        RAISE EXCEPTION 'report % is live and never changes', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number <> OLD.number OR NEW.kind <> OLD.kind
        OR NEW.submission_id <> OLD.submission_id
        OR NEW.decision_id IS DISTINCT FROM OLD.decision_id
        OR NEW.corrects_id IS DISTINCT FROM OLD.corrects_id
        OR NEW.organisation_id <> OLD.organisation_id OR NEW.scope_id <> OLD.scope_id
        OR NEW.edition_id <> OLD.edition_id OR NEW.sequence <> OLD.sequence THEN
        RAISE EXCEPTION 'what report % rests on never changes', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.twin_sha256 <> '' AND (
        NEW.twin_sha256 <> OLD.twin_sha256 OR NEW.twin IS DISTINCT FROM OLD.twin
        OR NEW.figures <> OLD.figures OR NEW.outcome <> OLD.outcome
        OR NEW.issued_at IS DISTINCT FROM OLD.issued_at
        OR NEW.valid_from IS DISTINCT FROM OLD.valid_from
        OR NEW.valid_to IS DISTINCT FROM OLD.valid_to) THEN
        RAISE EXCEPTION 'what report % says was frozen when it was prepared', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BACKWARDS = """
CREATE OR REPLACE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a report is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'live' THEN
        RAISE EXCEPTION 'report % is live and never changes', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number <> OLD.number OR NEW.kind <> OLD.kind
        OR NEW.submission_id <> OLD.submission_id
        OR NEW.decision_id IS DISTINCT FROM OLD.decision_id
        OR NEW.organisation_id <> OLD.organisation_id OR NEW.scope_id <> OLD.scope_id
        OR NEW.edition_id <> OLD.edition_id OR NEW.sequence <> OLD.sequence THEN
        RAISE EXCEPTION 'what report % rests on never changes', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.twin_sha256 <> '' AND (
        NEW.twin_sha256 <> OLD.twin_sha256 OR NEW.twin IS DISTINCT FROM OLD.twin
        OR NEW.figures <> OLD.figures OR NEW.outcome <> OLD.outcome
        OR NEW.issued_at IS DISTINCT FROM OLD.issued_at
        OR NEW.valid_from IS DISTINCT FROM OLD.valid_from
        OR NEW.valid_to IS DISTINCT FROM OLD.valid_to) THEN
        RAISE EXCEPTION 'what report % says was frozen when it was prepared', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_corrections")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
