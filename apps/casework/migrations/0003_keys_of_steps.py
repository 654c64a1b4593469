import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0002_jobs_and_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='StepKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=20)),
                ('event_id', models.BigIntegerField(null=True)),
                ('taken_at', models.DateTimeField()),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
            ],
            options={
                'verbose_name': 'key of a step',
                'verbose_name_plural': 'keys of steps',
                'constraints': [models.UniqueConstraint(fields=('actor', 'key'), name='stepkey_once')],
            },
        ),
    ]
