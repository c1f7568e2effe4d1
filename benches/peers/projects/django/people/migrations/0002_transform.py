"""Four columns, filled by `iterator` and `bulk_update`, as the documentation of Django shows it."""

import datetime
import json

from django.db import migrations, models

BATCH_ROWS = 2_000


def fill(apps, schema_editor):
    person_model = apps.get_model("people", "Person")
    batch = []
    for person in person_model.objects.iterator(chunk_size=BATCH_ROWS):
        change(person)
        batch.append(person)
        if len(batch) == BATCH_ROWS:
            write(person_model, batch)
            batch = []
    write(person_model, batch)


def change(person):
    first, space, last = person.full_name.partition(" ")
    person.first_name, person.last_name = first, last if space else None
    person.city = json.loads(person.details).get("address", {}).get("city")
    day, month, year = person.joined_text.split(".")
    person.joined_on = datetime.date(int(year), int(month), int(day))
    person.email = person.email.lower()


def write(person_model, batch):
    fields = ["first_name", "last_name", "city", "joined_on", "email"]
    person_model.objects.bulk_update(batch, fields, batch_size=BATCH_ROWS)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_there")]
    operations = [
        migrations.AddField("person", "first_name", models.CharField(max_length=100, null=True)),
        migrations.AddField("person", "last_name", models.CharField(max_length=100, null=True)),
        migrations.AddField("person", "city", models.CharField(max_length=100, null=True)),
        migrations.AddField("person", "joined_on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
