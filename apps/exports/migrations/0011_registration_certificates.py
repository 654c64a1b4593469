"""Registration certificates on record: their rows, the brand of an export record, and one rule more.

The rule ``differs`` now holds records against certificates, as its instrument says (商贸函〔2025〕648号 I(2)). That a
certificate is shown within so many days of the export is a policy of this portal; a house with clocks asks for those
of cars that leave from the day after tomorrow on.
"""

from datetime import date

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from apps.duties.beginnings import EVER, first_day

_START = date(2026, 1, 1)


def enter(apps, schema_editor):
    since = first_day(schema_editor)
    apps.get_model("exports", "FindingRule").objects.using(schema_editor.connection.alias).create(
        code="certificate_missing",
        amount=14,
        answer_days=14,
        basis="policy",
        instrument="Policy of this portal, under 商贸函〔2025〕648号; work guide of 2025-12-11",
        article="I(2)",
        source="hrbjydc.com, zamev.com",
        checked_on=date(2026, 11, 27),
        in_force_from=_START if since == EVER else since,
    )


def take_out(apps, schema_editor):
    rules = apps.get_model("exports", "FindingRule").objects.using(schema_editor.connection.alias)
    rules.filter(code="certificate_missing").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_answers_to_requests"),
        ("duties", "0014_money"),
        ("exports", "0010_counts_of_reports"),
        ("organizations", "0005_roles_have_a_beginning"),
    ]

    operations = [
        # Going back, what records versions would name a column that is gone; it is made again after each migration.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS facts.record_exports_exportrecord() CASCADE"
        ),
        migrations.AddField(
            model_name="exportrecord",
            name="brand",
            field=models.CharField(blank=True, db_default="", max_length=60, verbose_name="brand"),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "vin",
                    models.CharField(
                        max_length=17,
                        validators=[django.core.validators.MinLengthValidator(17)],
                        verbose_name="VIN",
                    ),
                ),
                ("certificate_number", models.CharField(max_length=30, verbose_name="certificate number")),
                ("brand", models.CharField(max_length=60, verbose_name="brand")),
                ("model_name", models.CharField(max_length=100, verbose_name="model")),
                ("first_registered_on", models.DateField(verbose_name="first registered on")),
                (
                    "transferred_on",
                    models.DateField(blank=True, null=True, verbose_name="transfer for export registered on"),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="digest of the scan")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason of the correction")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.actorrecord",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.document",
                    ),
                ),
                (
                    "exporter",
                    models.ForeignKey(
                        blank=True,
                        db_column="exporter",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="exports.exporter",
                        to_field="name",
                        verbose_name="shown by",
                    ),
                ),
                (
                    "manufacturer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="exports.certificate",
                        verbose_name="in place of",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration certificate",
                "verbose_name_plural": "registration certificates",
                "ordering": ["-recorded_at", "-id"],
                "indexes": [
                    models.Index(fields=["-recorded_at", "-id"], name="certificate_newest"),
                    models.Index(fields=["manufacturer", "-recorded_at", "-id"], name="certificate_maker_newest"),
                    models.Index(fields=["vin"], name="certificate_by_vin"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("vin", "exporter"),
                        name="certificate_begun_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="certificate_corrected_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vin__regex", "^[A-HJ-NPR-Z0-9]{17}$")), name="certificate_vin"
                    ),
                ],
            },
        ),
        migrations.RunPython(enter, take_out),
    ]
