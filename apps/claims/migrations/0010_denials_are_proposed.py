"""Denials are proposed and decided, owners rate repairs, and links show drivers how far they are."""

import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_answers_to_requests'),
        ('claims', '0009_claims_book_recalls'),
        ('organizations', '0005_roles_have_a_beginning'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='status',
            field=models.CharField(choices=[('filed', 'Filed'), ('responded', 'Answered'), ('in_repair', 'In repair'), ('repaired', 'Repaired'), ('handed_back', 'Handed back'), ('closed', 'Closed'), ('proposed', 'Denial proposed'), ('denied', 'Denied'), ('withdrawn', 'Withdrawn')], default='filed', max_length=12, verbose_name='status'),
        ),
        migrations.CreateModel(
            name='DenialProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('reason', models.CharField(choices=[('out_of_warranty', 'Outside the warranty term'), ('wear', 'Normal wear'), ('misuse', 'Damage from outside or misuse'), ('not_found', 'No fault was found'), ('not_covered', 'This part is not covered'), ('duplicate', 'The same fault is in another request')], max_length=40, verbose_name='reason of denial')),
                ('explanation', models.TextField(max_length=2000, verbose_name='explanation of denial')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
                ('outcome', models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('refused', 'Refused'), ('lapsed', 'Not decided in time'), ('dropped', 'Taken back by the workshop'), ('withdrawn', 'The owner withdrew the request')], max_length=9, null=True, verbose_name='outcome')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('grounds', models.TextField(blank=True, max_length=4000, verbose_name='grounds of the decision')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='claims.claim')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.actorrecord')),
                ('denial', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='claims.denial')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposed denial',
                'verbose_name_plural': 'proposed denials',
                'ordering': ['proposed_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['proposed_at'], name='proposal_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('claim',), name='proposal_one_open_per_claim'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome__isnull', True)), models.Q(('decided_at__gte', models.F('proposed_at')), ('outcome__isnull', False)), _connector='OR'), name='proposal_decided_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('stars', models.PositiveSmallIntegerField(verbose_name='stars')),
                ('words', models.TextField(blank=True, max_length=2000, verbose_name='in your words')),
                ('rated_at', models.DateTimeField(verbose_name='rated at')),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rating', to='claims.claim')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'rating',
                'verbose_name_plural': 'ratings',
                'indexes': [models.Index(fields=['manufacturer', 'rated_at'], name='rating_maker')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stars__gte', 1), ('stars__lte', 5)), name='rating_one_to_five')],
            },
        ),
        migrations.CreateModel(
            name='StatusLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='ended by the owner at')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_links', to='claims.claim')),
                ('dealer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('manufacturer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'status link',
                'verbose_name_plural': 'status links',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('claim',), name='statuslink_one_per_claim')],
            },
        ),
    ]
