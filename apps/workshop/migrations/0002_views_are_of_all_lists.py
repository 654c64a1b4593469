"""Filters that people keep of the repair queue become views, which all lists have (apps/desks)."""

from django.db import migrations

# Walls are forced on the owner of the tables too, who would find no row.
_OPEN = """
ALTER TABLE workshop_savedfilter NO FORCE ROW LEVEL SECURITY;
ALTER TABLE desks_savedview NO FORCE ROW LEVEL SECURITY;
"""
_CLOSE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE desks_savedview FORCE ROW LEVEL SECURITY;
"""
_MOVE = """
INSERT INTO desks_savedview (user_id, organization_id, list, name, query)
SELECT user_id, organization_id, 'workshop:queue', name, query FROM workshop_savedfilter;
"""
_BACK = """
INSERT INTO workshop_savedfilter (user_id, organization_id, name, query)
SELECT user_id, organization_id, name, query FROM desks_savedview WHERE list = 'workshop:queue';
DELETE FROM desks_savedview WHERE list = 'workshop:queue';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("desks", "0001_views_of_lists"),
        ("workshop", "0001_the_workshops_day"),
    ]

    operations = [migrations.RunSQL(_OPEN + _MOVE + _CLOSE, _OPEN + _BACK + _CLOSE)]
