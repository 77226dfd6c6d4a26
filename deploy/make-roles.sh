#!/bin/sh
# Runs once, when the database's volume is new: two roles, neither a superuser, and the database.
# The owner migrates; the application's role may log in and owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$OWNER_DATABASE_PASSWORD" -v app="$APP_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE trustportal_owner LOGIN PASSWORD :'owner';
CREATE ROLE trustportal_app LOGIN PASSWORD :'app';
CREATE DATABASE trustportal OWNER trustportal_owner;
SQL
