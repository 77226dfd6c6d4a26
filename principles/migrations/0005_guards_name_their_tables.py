"""The guards of published editions name the schema of the table that they ask.

Without it, a temporary table called `principles_edition` would answer them: PostgreSQL looks among
a session's temporary tables first, and every role may make some unless that was taken from it.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION principles_refuse_child_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  frozen boolean;
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN
    SELECT published_at IS NOT NULL INTO frozen
      FROM SCHEMA.principles_edition WHERE id = OLD.edition_id FOR SHARE;
    IF frozen THEN
      RAISE EXCEPTION 'The edition of % is published; nothing in it can be changed.', OLD.code
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') THEN
    SELECT published_at IS NOT NULL INTO frozen
      FROM SCHEMA.principles_edition WHERE id = NEW.edition_id FOR SHARE;
    IF frozen THEN
      RAISE EXCEPTION 'The edition is published; % cannot be put into it.', NEW.code
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  RETURN OLD;
END;
$$;

CREATE OR REPLACE FUNCTION principles_refuse_framework_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM SCHEMA.principles_edition
             WHERE framework_id = OLD.id AND published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'Framework % has a published edition and keeps its slug.', OLD.slug
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("principles", "0004_one_line_of_editions")]

    operations = [
        migrations.RunSQL(FUNCTIONS.replace("SCHEMA.", "public."), FUNCTIONS.replace("SCHEMA.", ""))
    ]
