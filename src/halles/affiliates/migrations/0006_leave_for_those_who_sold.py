from django.db import migrations
from django.utils import timezone


def admit_those_who_sold(apps, schema_editor):
    """Profiles that already showed other shops' goods in videos or shows keep doing so, without a quota."""
    anchors = apps.get_model("videos", "Anchor")
    bags = apps.get_model("live", "LiveProduct")
    profiles = set(anchors.objects.values_list("video__creator_id", flat=True).distinct())
    profiles |= set(bags.objects.values_list("session__creator_id", flat=True).distinct())
    creators = apps.get_model("creators", "Creator")
    selling = apps.get_model("creators", "CreatorSelling")
    known = set(selling.objects.values_list("creator_id", flat=True))
    own = creators.objects.filter(pk__in=profiles - known, seller=None)
    selling.objects.bulk_create(
        [selling(creator=creator, status="full", since=timezone.now()) for creator in own.iterator()]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("affiliates", "0005_samples"),
        ("creators", "0003_selling"),
        ("live", "0001_initial"),
        ("videos", "0001_initial"),
    ]

    operations = [migrations.RunPython(admit_those_who_sold, migrations.RunPython.noop)]
