"""A published edition refuses every change, its principles and criteria included.

The children's trigger locks the edition FOR SHARE: a child written while another transaction
publishes waits for it, and is then refused; a foreign key's own lock would not conflict.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION principles_refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.published_at IS NOT NULL THEN
      RAISE EXCEPTION 'An edition is published by an update, after its criteria are in.'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'Edition % is published and cannot be changed.', OLD.version
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END;
$$;

CREATE TRIGGER principles_edition_frozen
BEFORE INSERT OR UPDATE OR DELETE ON principles_edition
FOR EACH ROW EXECUTE FUNCTION principles_refuse_edition_change();

CREATE FUNCTION principles_refuse_child_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  frozen boolean;
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN
    SELECT published_at IS NOT NULL INTO frozen
      FROM principles_edition WHERE id = OLD.edition_id FOR SHARE;
    IF frozen THEN
      RAISE EXCEPTION 'The edition of % is published; nothing in it can be changed.', OLD.code
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') THEN
    SELECT published_at IS NOT NULL INTO frozen
      FROM principles_edition WHERE id = NEW.edition_id FOR SHARE;
    IF frozen THEN
      RAISE EXCEPTION 'The edition is published; % cannot be put into it.', NEW.code
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  RETURN OLD;
END;
$$;

CREATE TRIGGER principles_principle_frozen
BEFORE INSERT OR UPDATE OR DELETE ON principles_principle
FOR EACH ROW EXECUTE FUNCTION principles_refuse_child_change();

CREATE TRIGGER principles_criterion_frozen
BEFORE INSERT OR UPDATE OR DELETE ON principles_criterion
FOR EACH ROW EXECUTE FUNCTION principles_refuse_child_change();

CREATE FUNCTION principles_refuse_framework_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM principles_edition
             WHERE framework_id = OLD.id AND published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'Framework % has a published edition and keeps its slug.', OLD.slug
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END;
$$;

CREATE TRIGGER principles_framework_keeps_slug
BEFORE UPDATE OF slug, id ON principles_framework
FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug OR OLD.id IS DISTINCT FROM NEW.id)
EXECUTE FUNCTION principles_refuse_framework_change();

CREATE FUNCTION principles_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Table % holds published editions and cannot be emptied.', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END;
$$;

CREATE TRIGGER principles_framework_kept BEFORE TRUNCATE ON principles_framework
FOR EACH STATEMENT EXECUTE FUNCTION principles_refuse_truncate();
CREATE TRIGGER principles_edition_kept BEFORE TRUNCATE ON principles_edition
FOR EACH STATEMENT EXECUTE FUNCTION principles_refuse_truncate();
CREATE TRIGGER principles_principle_kept BEFORE TRUNCATE ON principles_principle
FOR EACH STATEMENT EXECUTE FUNCTION principles_refuse_truncate();
CREATE TRIGGER principles_criterion_kept BEFORE TRUNCATE ON principles_criterion
FOR EACH STATEMENT EXECUTE FUNCTION principles_refuse_truncate();
"""

BACKWARD = """
DROP TRIGGER principles_criterion_kept ON principles_criterion;
DROP TRIGGER principles_principle_kept ON principles_principle;
DROP TRIGGER principles_edition_kept ON principles_edition;
DROP TRIGGER principles_framework_kept ON principles_framework;
DROP FUNCTION principles_refuse_truncate();
DROP TRIGGER principles_framework_keeps_slug ON principles_framework;
DROP FUNCTION principles_refuse_framework_change();
DROP TRIGGER principles_criterion_frozen ON principles_criterion;
DROP TRIGGER principles_principle_frozen ON principles_principle;
DROP FUNCTION principles_refuse_child_change();
DROP TRIGGER principles_edition_frozen ON principles_edition;
DROP FUNCTION principles_refuse_edition_change();
"""


class Migration(migrations.Migration):
    dependencies = [("principles", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
