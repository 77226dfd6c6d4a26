"""The portal on one machine: its own PostgreSQL and Valkey, and its processes, started and stopped.

Only the standard library is used here, so that the check of the system and the cleaning work
before and after there is a virtual environment.
"""
