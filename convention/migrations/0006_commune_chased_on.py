"""The day the commune was last asked again for the Maire’s signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0005_discarded_conventions"),
    ]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="chased_on",
            field=models.DateField(blank=True, null=True, verbose_name="commune relancée le"),
        ),
        migrations.AddField(
            model_name="historicalconvention",
            name="chased_on",
            field=models.DateField(blank=True, null=True, verbose_name="commune relancée le"),
        ),
    ]
