"""One talk for each shop and profile; what was said about a plan goes into the talk of its two sides."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import halles.kit.ids

SIDES = [("creator", "Creator"), ("shop", "Shop")]
# Checked at once: nothing may wait for the commit when the tables are altered afterwards. Nobody wrote down until now
# who had read what, and each message went out by mail: all of them count as read when they were written.
MOVE = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO affiliates_talk (id, seller_id, creator_id, opened_at, last_at, last_by, closed_by)
SELECT gen_random_uuid(), plan.seller_id, part.creator_id, min(said.at), min(said.at), '', ''
FROM affiliates_talkmessage said
JOIN affiliates_participation part ON part.id = said.participation_id
JOIN affiliates_plan plan ON plan.id = part.plan_id
GROUP BY plan.seller_id, part.creator_id;
UPDATE affiliates_talkmessage said
SET talk_id = talk.id, read_at = said.at, by = CASE WHEN said.user_id = creator.user_id THEN 'creator' ELSE 'shop' END
FROM affiliates_participation part, affiliates_plan plan, affiliates_talk talk, creators_creator creator
WHERE part.id = said.participation_id AND plan.id = part.plan_id AND creator.id = part.creator_id
  AND talk.seller_id = plan.seller_id AND talk.creator_id = part.creator_id;
UPDATE affiliates_talk talk SET last_at = latest.at, last_by = latest.by
FROM (SELECT DISTINCT ON (talk_id) talk_id, at, by FROM affiliates_talkmessage
      WHERE status = 'shown' ORDER BY talk_id, at DESC, id DESC) latest
WHERE latest.talk_id = talk.id;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("affiliates", "0010_accepted_fees"),
        ("creators", "0001_initial"),
        ("sellers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=halles.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("opened_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("last_by", models.CharField(blank=True, choices=SIDES, max_length=10)),
                ("closed_by", models.CharField(blank=True, choices=SIDES, max_length=10)),
                (
                    "creator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="creators.creator",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["seller", "creator"], name="affiliates_talk_once"),
                    models.CheckConstraint(
                        condition=Q(closed_by__in=["", "creator", "shop"], last_by__in=["", "creator", "shop"]),
                        name="affiliates_talk_sides",
                    ),
                ],
                "indexes": [
                    models.Index(F("seller"), F("last_at").desc(), F("id").desc(), name="affiliates_talk_of_seller"),
                    models.Index(F("creator"), F("last_at").desc(), F("id").desc(), name="affiliates_talk_of_creator"),
                ],
            },
        ),
        migrations.RenameModel(old_name="PlanMessage", new_name="TalkMessage"),
        migrations.AddField(
            model_name="talkmessage",
            name="talk",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="affiliates.talk",
            ),
        ),
        migrations.AddField(
            model_name="talkmessage",
            name="by",
            field=models.CharField(choices=SIDES, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="talkmessage",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(MOVE),
        migrations.AlterField(
            model_name="talkmessage",
            name="talk",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="affiliates.talk",
            ),
        ),
        migrations.RemoveField(model_name="talkmessage", name="participation"),
        migrations.AddIndex(
            model_name="talkmessage",
            index=models.Index(F("talk"), F("at").desc(), F("id").desc(), name="affiliates_message_of_talk"),
        ),
        migrations.AddIndex(
            model_name="talkmessage",
            index=models.Index(
                condition=Q(read_at=None, status="shown"), fields=["talk", "by"], name="affiliates_message_new"
            ),
        ),
        migrations.AddConstraint(
            model_name="talkmessage",
            constraint=models.CheckConstraint(condition=Q(by__in=["creator", "shop"]), name="affiliates_message_by"),
        ),
    ]
