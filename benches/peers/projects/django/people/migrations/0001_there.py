"""The table is there already: Django is only told of it."""

from django.db import migrations, models

FIELDS = [
    ("id", models.BigIntegerField(primary_key=True)),
    ("full_name", models.CharField(max_length=200)),
    ("email", models.CharField(max_length=200)),
    ("details", models.TextField()),
    ("joined_text", models.CharField(max_length=10)),
]


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.CreateModel("Person", FIELDS, options={"db_table": "persons"})]
        )
    ]
