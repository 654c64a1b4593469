"""Operations of migrations that Django's own do too thoroughly behind walls."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Index


class AlterIndexOnly(migrations.AlterField):
    """A field that gains or loses the index of its own, and nothing else.

    Django's ``AlterField`` drops the foreign key and makes it anew, which looks up every row that it points to as the
    owner of the tables: row-level security is forced on the owner too, who finds none, and the migration fails.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        to_model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, to_model):
            return
        from_model = from_state.apps.get_model(app_label, self.model_name)
        before, after = (model._meta.get_field(self.name) for model in (from_model, to_model))
        if before.db_index and not after.db_index:
            kept = {index.name for index in from_model._meta.indexes}
            for name in schema_editor._constraint_names(
                from_model, [before.column], index=True, type_=Index.suffix, exclude=kept
            ):
                schema_editor.execute(schema_editor._delete_index_sql(from_model, name))
        elif after.db_index and not before.db_index:
            schema_editor.execute(schema_editor._create_index_sql(to_model, fields=[after]))
