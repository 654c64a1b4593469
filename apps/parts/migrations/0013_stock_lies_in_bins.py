"""What is on record lies in the main bin of each dealer's first point: no figure changes, each has a place."""

from django.db import migrations

_BINS = """
INSERT INTO parts_bin (dealer_id, point_id, code, kind, opened_at)
SELECT DISTINCT ON (b.dealer_id) b.dealer_id, p.id, 'MAIN', 'shelf', now()
FROM parts_stockbalance b LEFT JOIN organizations_servicepoint p ON p.dealer_id = b.dealer_id
WHERE b.dealer_id IS NOT NULL
ORDER BY b.dealer_id, p.closed_on IS NOT NULL, p.id
"""
_CONTENTS = """
INSERT INTO parts_binbalance (dealer_id, bin_id, part_id, part_number, on_hand, reserved)
SELECT b.dealer_id, s.id, b.part_id, b.part_number, b.on_hand, 0
FROM parts_stockbalance b JOIN parts_bin s ON s.dealer_id = b.dealer_id
"""
_MOVEMENTS = "UPDATE parts_stockmovement m SET bin_id = s.id FROM parts_bin s WHERE s.dealer_id = m.dealer_id"


class Migration(migrations.Migration):
    dependencies = [("parts", "0012_stock_by_bins")]

    operations = [
        migrations.RunSQL(_BINS, migrations.RunSQL.noop),
        migrations.RunSQL(_CONTENTS, migrations.RunSQL.noop),
        migrations.RunSQL(_MOVEMENTS, migrations.RunSQL.noop),
    ]
