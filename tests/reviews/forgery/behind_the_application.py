"""Which forgeries can somebody try who writes to the database with the triggers off, and knows all but the key?"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Revision
from reviews import actions
from reviews.models import Publication, Review, Scope, Signature, SignOff
from reviews.proof import keys
from tests import factories as make
from tests.reviews.forgery import FORGED, book
from tests.reviews.intruder import one_bit_off, resigned, sql, tampered

WAYS, way = book()


# --- The text ------------------------------------------------------------------------------------------------
def rewritten(revision: Revision) -> str:
    """Give the row another title, and return the digest that fits it."""
    revision.title = f"{revision.title} {FORGED}"
    tampered("UPDATE articles_revision SET title = %s WHERE id = %s", revision.title, revision.pk)
    return revision.computed_digest()


def live(article: Article) -> Revision:
    revision = Publication.objects.get(article=article).live_revision
    assert revision is not None
    return revision


@way
def changes_one_letter_of_the_title(article: Article, folder: Path) -> None:
    tampered("UPDATE articles_revision SET title = 'how to sleep better'")


@way
def changes_the_stored_html_and_nothing_else(article: Article, folder: Path) -> None:
    rendered = live(article).rendered
    rendered["everyone"]["html"] += f"<p>{FORGED}</p>"
    tampered("UPDATE articles_revision SET rendered = %s", json.dumps(rendered))


@way
def changes_the_cited_sources_of_the_text(article: Article, folder: Path) -> None:
    tampered("UPDATE articles_revision SET sources = '[]'")


@way
def changes_the_text_and_the_digest_that_belongs_to_it(article: Article, folder: Path) -> None:
    tampered("UPDATE articles_revision SET digest = %s", rewritten(live(article)))


@way
def changes_the_text_and_every_digest_down_to_the_sign_off(article: Article, folder: Path) -> None:
    digest = rewritten(live(article))
    tampered("UPDATE articles_revision SET digest = %s", digest)
    tampered("UPDATE reviews_signoff SET digest = %s", digest)


@way
def changes_all_digests_and_signs_with_a_key_of_their_own(article: Article, folder: Path) -> None:
    changes_the_text_and_every_digest_down_to_the_sign_off(article, folder)
    resigned(SignOff.objects.get())


@way
def changes_all_digests_and_signs_with_their_key_under_the_name_of_ours(
    article: Article, folder: Path
) -> None:
    changes_the_text_and_every_digest_down_to_the_sign_off(article, folder)
    resigned(SignOff.objects.get(), name=keys.current_name())


@way
def rewrites_the_statement_the_ledger_and_everything_else_that_names_the_text(
    article: Article, folder: Path
) -> None:
    changes_the_text_and_every_digest_down_to_the_sign_off(article, folder)
    tampered("UPDATE reviews_signoff SET statement = %s", f"I have read {FORGED}.")
    tampered("UPDATE reviews_ledgerentry SET details = '{}', actor_name = 'Nobody'")


@way
def finds_other_content_of_the_same_words_by_moving_them_between_fields(
    article: Article, folder: Path
) -> None:
    tampered("UPDATE articles_revision SET title = title || excerpt, excerpt = ''")


# --- The signature -------------------------------------------------------------------------------------------
@way
def flips_one_bit_of_the_signature(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_signature SET value = %s", one_bit_off(Signature.objects.get().value))


@way
def signs_the_very_same_facts_with_another_key(article: Article, folder: Path) -> None:
    resigned(SignOff.objects.get())


@way
def deletes_the_signature_so_that_it_looks_older_than_the_keys(article: Article, folder: Path) -> None:
    tampered("DELETE FROM reviews_signature")


@way
def empties_the_signature(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_signature SET value = '', key = ''")


@way
def says_that_the_signature_was_added_later(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_signature SET made_at = %s", timezone.now() + timedelta(days=1))


def _altering(column: str, value: Any) -> Any:
    def alter(article: Article, folder: Path) -> None:
        tampered(f"UPDATE reviews_signoff SET {column} = %s", value)

    return alter


for name, column, value in (
    ("prints another name under the signature", "printed_name", FORGED),
    ("adds a title to the signer s name", "printed_credentials", "MD, PhD, FRCPsych"),
    ("lets the signature stand for another licence", "licence", "licence of somebody else"),
    ("lets the signature stand for another specialty", "specialty", "Surgical"),
    ("links the signature to another person s page", "contributor_slug", "test-writer"),
    ("changes what the signature means", "meaning", "authorship"),
    ("puts words into the signer s mouth", "statement", f"I sign {FORGED}."),
    ("takes back a declared interest", "interests", "None at all"),
    ("answers the checklist anew", "answers", "[]"),
    ("dates the signature later", "signed_at", timezone.now() + timedelta(days=300)),
):
    WAYS[name] = _altering(column, value)


@way
def gives_the_signature_to_another_signer(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_signoff SET signer_id = %s", make.second_reviewer().pk)


# --- Another text under the same signature -------------------------------------------------------------------
def newer(article: Article) -> Revision:
    make.edited(article, title=f"A newer title {FORGED}")
    return Revision.objects.get(article=article, number=2)


@way
def makes_the_unsigned_newer_revision_the_live_one(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_publication SET live_revision_id = %s", newer(article).pk)


@way
def moves_the_signed_review_and_its_sign_off_to_the_newer_revision(article: Article, folder: Path) -> None:
    later = newer(article)
    tampered("UPDATE reviews_publication SET live_revision_id = %s", later.pk)
    tampered("UPDATE reviews_review SET revision_id = %s", later.pk)
    tampered("UPDATE reviews_signoff SET revision_id = %s, digest = %s", later.pk, later.digest)


@way
def lets_two_revisions_change_numbers_and_places(article: Article, folder: Path) -> None:
    later, first = newer(article), live(article)
    for number, pk in ((900, first.pk), (1, later.pk), (2, first.pk)):
        tampered("UPDATE articles_revision SET number = %s WHERE id = %s", number, pk)
    tampered("UPDATE reviews_publication SET live_revision_id = %s", later.pk)
    tampered("UPDATE reviews_review SET revision_id = %s", later.pk)
    tampered("UPDATE reviews_signoff SET revision_id = %s, digest = %s", later.pk, later.digest)


@way
def copies_the_signature_to_a_sign_off_of_the_newer_text(article: Article, folder: Path) -> None:
    signature = Signature.objects.get()
    review = approved_by_hand(actions.submit(article=fresh(newer(article).article), by=make.writer()))
    forged = sign_off_by_hand(review, by=make.reviewer())
    Signature.objects.create(
        sign_off=forged, key=signature.key, value=signature.value, made_at=forged.signed_at
    )


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


# --- A review approved by hand -------------------------------------------------------------------------------
def approved_by_hand(review: Review) -> Review:
    """Everything that an approval changes, without one signature."""
    now = timezone.now()
    others = "UPDATE reviews_review SET state = 'superseded' WHERE article_id = %s AND id <> %s"
    sql(others, review.article_id, review.pk)
    tampered(
        "UPDATE reviews_review SET state = 'approved', approved_at = %s, reviewed_at = %s, updated_at = %s, closed_at = %s, "
        "closed_by_id = submitted_by_id, next_review_on = %s WHERE id = %s",
        now, now, now, now, now.date() + timedelta(days=365), review.pk,
    )  # fmt: skip
    tampered(
        "UPDATE reviews_publication SET live_revision_id = %s, approval_id = %s, published_at = %s, current_review_id = NULL "
        "WHERE article_id = %s",
        review.revision_id, review.pk, now, review.article_id,
    )  # fmt: skip
    return Review.objects.get(pk=review.pk)


def sign_off_by_hand(review: Review, *, by: User) -> SignOff:
    return SignOff.objects.create(
        review=review, revision=review.revision, digest=review.revision.digest, signer=by,
        credential=by.credentials.get(), printed_name="Test reviewer", specialty="Psychiatric", licence="licence",
        signed_at=review.approved_at or timezone.now(), scope="whole", statement="Signed.", answers=[], interests="None",
    )  # fmt: skip


@way
def approves_the_newer_text_without_any_sign_off(article: Article, folder: Path) -> None:
    approved_by_hand(actions.submit(article=fresh(newer(article).article), by=make.writer()))


@way
def approves_the_newer_text_with_a_sign_off_that_has_no_signature(article: Article, folder: Path) -> None:
    review = approved_by_hand(actions.submit(article=fresh(newer(article).article), by=make.writer()))
    sign_off_by_hand(review, by=make.reviewer())


@way
def approves_the_newer_text_with_a_sign_off_signed_by_a_key_of_their_own(
    article: Article, folder: Path
) -> None:
    review = approved_by_hand(actions.submit(article=fresh(newer(article).article), by=make.writer()))
    resigned(sign_off_by_hand(review, by=make.reviewer()), name=keys.current_name())


@way
def lowers_the_quorum_of_a_text_that_one_of_two_has_signed(article: Article, folder: Path) -> None:
    make.category(required_sign_offs=2)
    make.reviewers(number=2)
    strict = make.claimed(article=fresh(newer(article).article))
    make.sign(strict)
    tampered("UPDATE reviews_review SET required_sign_offs = 1 WHERE id = %s", strict.pk)
    approved_by_hand(strict)
    _date_as_signed(strict)


def _date_as_signed(review: Review) -> None:
    at = review.sign_offs.get().signed_at
    due = at.date().replace(year=at.year + 1)
    tampered(
        "UPDATE reviews_review SET reviewed_at = %s, next_review_on = %s WHERE id = %s", at, due, review.pk
    )


@way
def changes_the_specialty_that_was_asked_for(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_review SET specialty = 'Surgical'")


@way
def asks_for_a_review_less_often_than_the_signer_was_told(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_review SET review_interval_months = 36")


# --- The dates, the notice, the address ----------------------------------------------------------------------
@way
def makes_the_last_review_look_fresh(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_review SET reviewed_at = %s", timezone.now() + timedelta(seconds=1))


@way
def puts_off_the_next_review_for_ever(article: Article, folder: Path) -> None:
    tampered("UPDATE reviews_review SET next_review_on = '2999-01-01'")


@way
def unlinks_the_notice_of_a_retraction(article: Article, folder: Path) -> None:
    actions.retract(article=article, by=make.editor(), reason="The dose was wrong.")
    tampered("UPDATE reviews_publication SET notice_id = NULL")


@way
def turns_the_retraction_into_a_correction_of_earlier(article: Article, folder: Path) -> None:
    correction = actions.correct(article=article, by=make.editor(), reason="A number.")
    actions.retract(article=article, by=make.editor(), reason="The dose was wrong.")
    tampered("UPDATE reviews_publication SET notice_id = %s", correction.pk)


@way
def shows_the_signed_text_under_the_address_of_another_article(article: Article, folder: Path) -> None:
    other = make.submitted(title="Another", slug="another").article
    publication = Publication.objects.get(article=article)
    tampered(
        "UPDATE reviews_publication SET live_revision_id = %s, approval_id = %s, published_at = %s WHERE article_id = %s",
        publication.live_revision_id, publication.approval_id, publication.published_at, other.pk,
    )  # fmt: skip
    tampered(
        "UPDATE reviews_publication SET live_revision_id = NULL, approval_id = NULL WHERE article_id = %s",
        article.pk,
    )


@way
def moves_text_review_and_sign_off_to_another_article(article: Article, folder: Path) -> None:
    other = make.article(title="Another", slug="another")
    tampered(
        "UPDATE articles_revision SET number = 5, article_id = %s WHERE article_id = %s", other.pk, article.pk
    )
    tampered("UPDATE reviews_review SET article_id = %s", other.pk)
    tampered("UPDATE reviews_publication SET article_id = %s", other.pk)


@way
def makes_a_signature_of_the_changes_one_of_the_whole_page(article: Article, folder: Path) -> None:
    changed = make.edited(article, significance="minor")
    make.approved(article=changed, scope=Scope.CHANGES)
    tampered("UPDATE reviews_signoff SET scope = 'whole', builds_on_id = NULL WHERE scope = 'changes'")


@way
def breaks_the_whole_page_signature_that_one_of_the_changes_builds_on(article: Article, folder: Path) -> None:
    changed = make.edited(article, significance="minor")
    make.approved(article=changed, scope=Scope.CHANGES)
    tampered("UPDATE reviews_signoff SET printed_name = %s WHERE scope = 'whole'", FORGED)
