"""Sign-offs by the person who is printed on them, and notices by their day, which public pages ask for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0015_tally")]

    operations = [
        migrations.AddIndex(
            model_name="notice", index=models.Index(fields=["-issued_at", "-id"], name="notice_newest")
        ),
        migrations.AddIndex(
            model_name="signoff",
            index=models.Index(fields=["contributor_slug", "specialty"], name="sign_off_by_person"),
        ),
    ]
