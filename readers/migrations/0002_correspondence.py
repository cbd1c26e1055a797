"""What is kept of the correspondence with readers: newsletter, letters, calls to action, mail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import readers.correspondence.models.call_to_action


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_source_retracted_on"),
        ("readers", "0001_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "up_to",
                    models.PositiveBigIntegerField(help_text="The last entry of the ledger that it covers."),
                ),
            ],
            options={
                "verbose_name": "newsletter issue",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visitor", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["visitor", "made_at"], name="attempt_of_visitor")],
            },
        ),
        migrations.CreateModel(
            name="CallToAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("text", models.TextField(max_length=500)),
                (
                    "label",
                    models.CharField(
                        choices=[("service", "Service"), ("advertising", "Advertising")],
                        help_text="Advertising is whatever somebody pays for or profits from.",
                        max_length=15,
                    ),
                ),
                (
                    "link",
                    models.CharField(
                        blank=True,
                        help_text="Empty: it leads to the enquiry form.",
                        max_length=500,
                        validators=[readers.correspondence.models.call_to_action.is_web_address],
                    ),
                ),
                ("link_text", models.CharField(default="Find out more", max_length=60)),
                ("is_placed", models.BooleanField(default=False, verbose_name="shown to readers")),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: beside all articles.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.category",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "calls to action",
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nonce",
                    models.CharField(
                        help_text="Of the form: sent twice, it counts once.", max_length=64, unique=True
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("wording", models.TextField(help_text="The words that were agreed to, as they were shown.")),
                ("source_page", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("topics", models.ManyToManyField(related_name="+", to="articles.category")),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nonce",
                    models.CharField(
                        help_text="Of the form: sent twice, it counts once.", max_length=64, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("problem", "Problem with a page"),
                            ("enquiry", "Enquiry"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("fingerprint", models.CharField(blank=True, db_index=True, max_length=64)),
                ("message", models.TextField(blank=True)),
                ("received_at", models.DateTimeField(db_index=True, verbose_name="received")),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True, verbose_name="note for the desk")),
                ("closed_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="articles.article",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to="readers.calltoaction",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        help_text="The text that the reader saw.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter from a reader",
                "verbose_name_plural": "letters from readers",
                "ordering": ["received_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("confirmed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "told_up_to",
                    models.PositiveBigIntegerField(
                        help_text="The last entry of the ledger that an issue covered."
                    ),
                ),
                ("topics", models.ManyToManyField(related_name="+", to="articles.category")),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.PositiveBigIntegerField(
                        help_text="The entry of the ledger after which this copy begins.", null=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("fault", models.TextField(blank=True, verbose_name="why the last attempt failed")),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "dropped_at",
                    models.DateTimeField(
                        help_text="When there was nothing left to send, or nobody to send it to.", null=True
                    ),
                ),
                (
                    "consent",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="post",
                        to="readers.consent",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="readers.issue",
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="post",
                        to="readers.letter",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="readers.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail to a reader",
                "verbose_name_plural": "mail to readers",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="consent",
            name="subscription",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="readers.subscription",
            ),
        ),
        migrations.AddConstraint(
            model_name="calltoaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("label__in", ["service", "advertising"])),
                name="call_to_action_is_labelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("article", None), ("kind", "enquiry"), ("revision", None)),
                    models.Q(
                        models.Q(("kind", "enquiry"), _negated=True),
                        ("article__isnull", False),
                        ("revision__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="letter_about_a_page_names_the_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_is_answered_by_someone_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None),
                    models.Q(
                        ("address", ""),
                        ("answer", ""),
                        ("fingerprint", ""),
                        ("message", ""),
                        ("name", ""),
                        ("note", ""),
                    ),
                    _connector="OR",
                ),
                name="letter_erased_holds_no_words",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("dropped_at", None), ("sent_at", None)),
                fields=["not_before"],
                name="post_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                fields=("issue", "subscription"), name="one_copy_of_an_issue_for_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("consent__isnull", False),
                        ("issue", None),
                        ("letter", None),
                        ("since", None),
                        ("subscription", None),
                    ),
                    models.Q(
                        ("consent", None),
                        ("issue", None),
                        ("letter__isnull", False),
                        ("since", None),
                        ("subscription", None),
                    ),
                    models.Q(
                        ("consent", None),
                        ("issue__isnull", False),
                        ("letter", None),
                        ("since__isnull", False),
                        ("subscription__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="post_is_of_one_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("subscription", None)),
                    models.Q(("confirmed_at__isnull", False), ("subscription__isnull", False)),
                    _connector="OR",
                ),
                name="consent_confirmed_has_a_subscription",
            ),
        ),
    ]
