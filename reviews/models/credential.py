"""Who was found to be the clinician they say, for which specialty, until when?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Specialty(models.TextChoices):
    """Members of schema.org's MedicalSpecialty that editorial work asks for most."""

    ANESTHESIA = "Anesthesia", "Anaesthesia"
    CARDIOVASCULAR = "Cardiovascular", "Cardiology"
    DERMATOLOGY = "Dermatology", "Dermatology"
    EMERGENCY = "Emergency", "Emergency medicine"
    ENDOCRINE = "Endocrine", "Endocrinology"
    GASTROENTEROLOGIC = "Gastroenterologic", "Gastroenterology"
    GENETIC = "Genetic", "Genetics"
    GERIATRIC = "Geriatric", "Geriatrics"
    HEMATOLOGIC = "Hematologic", "Haematology"
    INFECTIOUS = "Infectious", "Infectious diseases"
    MUSCULOSKELETAL = "Musculoskeletal", "Musculoskeletal medicine"
    NEUROLOGIC = "Neurologic", "Neurology"
    NURSING = "Nursing", "Nursing"
    OBSTETRIC = "Obstetric", "Obstetrics"
    ONCOLOGIC = "Oncologic", "Oncology"
    PEDIATRIC = "Pediatric", "Paediatrics"
    PHARMACY = "PharmacySpecialty", "Pharmacy"
    PRIMARY_CARE = "PrimaryCare", "Primary care"
    PSYCHIATRIC = "Psychiatric", "Psychiatry"
    PUBLIC_HEALTH = "PublicHealth", "Public health"
    PULMONARY = "Pulmonary", "Respiratory medicine"
    RENAL = "Renal", "Renal medicine"
    RHEUMATOLOGIC = "Rheumatologic", "Rheumatology"
    SURGICAL = "Surgical", "Surgery"
    UROLOGIC = "Urologic", "Urology"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid_on(self, day: date) -> CredentialQuerySet:
        """Twin of ``Credential.is_valid_on``."""
        return self.filter(valid_from__lte=day, valid_until__gte=day, revoked_at=None)

    def covering(self, specialties: Collection[str]) -> CredentialQuerySet:
        """Those that count where one of ``specialties`` is asked for; where none is, any does."""
        return self.filter(specialty__in=specialties) if specialties else self


class Credential(models.Model):
    """One licence in one specialty, checked by a named person against a named register."""

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credentials")
    specialty = models.CharField(max_length=30, choices=Specialty)
    licence = models.CharField(max_length=100, help_text="The licence or registration number.")
    register = models.CharField(max_length=200, help_text="The register it was checked against.")
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="credentials_verified"
    )
    verified_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["holder", "-valid_until"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="credential_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(holder=F("verified_by")), name="credential_not_verified_by_its_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_specialty_display()}, {self.licence}"

    def is_valid_on(self, day: date) -> bool:
        return self.revoked_at is None and self.valid_from <= day <= self.valid_until
