"""A reading grade for patients lies between 1 and 18, the database says."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0009_impossible_reading_grades"),
    ]

    operations = [
        migrations.AlterField(
            model_name="policy",
            name="patient_reading_grade",
            field=models.PositiveSmallIntegerField(
                default=9,
                help_text="1 to 18. The highest Flesch-Kincaid grade for patients' passages without a written reason.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(18),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("patient_reading_grade__range", (1, 18))),
                name="policy_reading_grade_1_to_18",
            ),
        ),
    ]
