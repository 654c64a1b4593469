"""Requests and offers that wait for a dealer's word are counted on each of its pages."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0005_roles_have_a_beginning'),
        ('parts', '0030_files_of_returns_and_cores'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='partrequest',
            index=models.Index(condition=models.Q(('status', 'asked')), fields=['supplier'], name='partrequest_to_offer'),
        ),
        migrations.AddIndex(
            model_name='partrequest',
            index=models.Index(condition=models.Q(('status', 'offered')), fields=['dealer'], name='partrequest_to_accept'),
        ),
    ]
