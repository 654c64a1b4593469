"""The table whose rows went to apps/desks; on the way back it is made empty first, since its keys are checked then."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workshop", "0002_views_are_of_all_lists")]

    operations = [migrations.DeleteModel(name="SavedFilter")]
