"""Seals: what was recorded is summed up each night, chained, signed with a key that lies outside the database, and
published, so that whoever rewrites the past, the owner of the database included, is told by ``manage.py audit``.

docs/seals.md; docs/decisions/0029-seals.md.
"""
