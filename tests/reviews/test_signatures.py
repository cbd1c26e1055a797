"""Does each sign-off carry the site's signature over all that is said of it, and is it told apart where it does not?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client, override_settings

from reviews import actions
from reviews.models import LedgerEntry, Review, Signature, SignOff
from reviews.proof import checking, ed25519, keys
from reviews.proof.signatures import Proof, facts, proof_of
from tests import factories as make
from tests.articles.importer import command
from tests.reviews import acts, intruder

pytestmark = pytest.mark.django_db


def proof(sign_off: SignOff) -> Proof:
    return proof_of(SignOff.objects.with_proof().get(pk=sign_off.pk), trusted=keys.trusted())


def test_a_sign_off_is_signed_in_the_same_act_and_the_ledger_keeps_the_signature() -> None:
    sign_off = make.approved().sign_offs.get()
    assert proof(sign_off) == Proof.VERIFIED
    told = LedgerEntry.objects.get(verb="sign_off").details
    assert (told["key"], told["signature"]) == (sign_off.signature.key, sign_off.signature.value)
    assert sign_off.signature.made_at == sign_off.signed_at


def test_every_column_of_a_sign_off_that_a_reader_is_told_is_part_of_what_is_signed() -> None:
    sign_off = make.approved().sign_offs.get()
    told = facts(sign_off, key="k", made_at=sign_off.signed_at)
    beside = {
        "id",
        "credential",
        "builds_on",
    }  # the row itself, and what licence and specialty were copied from
    assert {f.name for f in SignOff._meta.concrete_fields} - beside <= set(told)
    assert told["signed_at"].endswith("Z")
    json.dumps(told, allow_nan=False)


def test_where_the_key_is_missing_nothing_is_signed_and_the_reviewer_is_told(tmp_path: Any) -> None:
    make.approved()
    review = make.claimed(title="Another", slug="another")
    before = acts.everything()
    with override_settings(SIGNING_KEY="", SIGNING_KEY_FILE=tmp_path / "none"):
        with pytest.raises(keys.NoSigningKey, match="make_signing_key"):
            make.sign(review)
        assert acts.everything() == before
        assert not (tmp_path / "none").exists(), (
            "a site that signed before must not go on under a new key unawares"
        )


def test_a_site_that_never_signed_makes_its_key_with_the_first_signature(tmp_path: Any) -> None:
    with override_settings(SIGNING_KEY="", SIGNING_KEY_FILE=tmp_path / "state" / "key"):
        sign_off = make.approved().sign_offs.get()
        assert proof(sign_off) == Proof.VERIFIED
        assert keys.key_file().stat().st_mode & 0o777 == 0o600
    assert proof(sign_off) == Proof.UNKNOWN_KEY


def test_what_was_signed_with_a_former_key_still_counts_while_that_key_is_trusted(tmp_path: Any) -> None:
    with override_settings(SIGNING_KEY="", SIGNING_KEY_FILE=tmp_path / "key"):
        first = make.approved().sign_offs.get()
        call_command("make_signing_key", "--rotate", verbosity=0)
        second = make.approved(title="Another", slug="another").sign_offs.get()
        assert first.signature.key != second.signature.key
        assert {proof(first), proof(second)} == {Proof.VERIFIED}
        assert command("verify_record").code == 0
        keys.former_file().unlink()
        assert proof(first) == Proof.UNKNOWN_KEY
        assert "FORMER_SIGNING_KEYS" in command("verify_record").complained


@pytest.mark.parametrize("change", ["signer_id", "review_id", "digest", "signed_at"])
def test_the_record_names_a_signature_that_does_not_belong_to_its_sign_off(change: str) -> None:
    first, second = make.approved(), make.approved(title="Another", slug="another")
    sign_off, other = first.sign_offs.get(), second.sign_offs.get()
    value = make.second_reviewer().pk if change == "signer_id" else getattr(other, change)
    if change == "review_id":
        intruder.tampered(
            "UPDATE reviews_signature SET value = %s WHERE sign_off_id = %s",
            other.signature.value,
            sign_off.pk,
        )
    else:
        intruder.tampered(f"UPDATE reviews_signoff SET {change} = %s WHERE id = %s", value, sign_off.pk)
    assert proof(sign_off) == Proof.FAILED
    assert f"sign-off {sign_off.pk}: " in command("verify_record").complained


def test_the_record_names_a_signature_alone_that_was_altered() -> None:
    sign_off = make.approved().sign_offs.get()
    forged = intruder.one_bit_off(sign_off.signature.value)
    intruder.tampered("UPDATE reviews_signature SET value = %s", forged)
    assert (
        f"sign-off {sign_off.pk}: its signature does not belong to it" in command("verify_record").complained
    )


def test_the_record_names_a_signature_that_is_gone() -> None:
    sign_off = make.approved().sign_offs.get()
    intruder.tampered("DELETE FROM reviews_signature")
    assert f"sign-off {sign_off.pk}: the ledger has its signature" in command("verify_record").complained


def test_the_record_names_a_retraction_that_was_unlinked() -> None:
    article = make.approved_article()
    actions.retract(article=article, by=make.editor(), reason="It harms.")
    intruder.tampered("UPDATE reviews_publication SET notice_id = NULL")
    assert "its notice was unlinked" in command("verify_record").complained


# --- From before keys were kept ------------------------------------------------------------------------------
def before_keys() -> SignOff:
    sign_off: SignOff = acts._from_before_keys()["sign_off"]
    return sign_off


def test_a_sign_off_from_before_keys_is_told_apart_and_carries_nothing_until_it_is_countersigned() -> None:
    sign_off = before_keys()
    assert proof(sign_off) == Proof.BEFORE_KEYS
    assert "countersign" in command("verify_record").complained
    answer = command("countersign", "--by", make.editor().username)
    assert answer.said.strip() == "1 countersigned, 0 refused."
    assert proof(sign_off) == Proof.COUNTERSIGNED
    assert LedgerEntry.objects.get(verb="countersign").review == sign_off.review


def test_the_public_record_says_that_a_signature_was_added_later(client: Client) -> None:
    review = make.approved()
    intruder.tampered("DELETE FROM reviews_signature")
    page = client.get(f"{review.article.get_absolute_url()}record/").content.decode()
    assert Proof.BEFORE_KEYS.label in page
    assert "No signature in force" in page


def test_what_lost_its_signature_is_not_countersigned() -> None:
    sign_off = make.approved().sign_offs.get()
    intruder.tampered("DELETE FROM reviews_signature")
    answer = command("countersign", "--by", make.editor().username)
    assert answer.code == 1
    assert f"sign-off {sign_off.pk}: The sign-off by" in answer.complained
    assert "its signature is gone" in answer.complained
    assert not Signature.objects.exists()


# --- What a stranger is given --------------------------------------------------------------------------------
def test_the_public_keys_are_published_as_a_key_set(client: Client) -> None:
    published = client.get("/.well-known/signing-keys.json")
    assert published["Content-Type"] == "application/json"
    assert ed25519.from_jwks(published.json()) == keys.trusted()
    assert {key["kty"] for key in published.json()["keys"]} == {"OKP"}
    assert keys.seed() not in published.content


def test_the_public_record_is_signed_and_holds_public_revisions_alone(client: Client) -> None:
    first, _ = make.approved_twice()
    make.submitted(article=make.edited(first.article, title="A draft that nobody approved"))
    given = client.get(f"{first.article.get_absolute_url()}signed.json")
    assert given["Content-Disposition"] == f'attachment; filename="{first.article.slug}.signed.json"'
    assert checking.faults(given.content, trusted=keys.trusted()) == []
    record = given.json()
    assert [revision["number"] for revision in record["revisions"]] == [1, 2]
    assert "A draft that nobody approved" not in given.content.decode()
    assert record["ledger"] == []
    assert len(record["sign_offs"]) == 2


def test_half_a_quorum_is_in_no_public_record(client: Client) -> None:
    review = make.claimed(category=make.category(name="Strict", required_sign_offs=2))
    make.sign(review)
    assert client.get(f"{review.article.get_absolute_url()}signed.json").json()["sign_offs"] == []


def test_without_its_key_the_site_says_so_and_shows_no_mark(client: Client, tmp_path: Any) -> None:
    article = make.approved_article()
    with override_settings(SIGNING_KEY="", SIGNING_KEY_FILE=tmp_path / "none"):
        given = client.get(f"{article.get_absolute_url()}signed.json")
        assert given.status_code == 503
        assert "key" in given.json()["error"]
        assert str(tmp_path) not in given.content.decode()
        page = BeautifulSoup(client.get(article.get_absolute_url()).content, "html5lib")
        assert page.find("article")["data-review-state"] == "unreviewed"
        assert client.get("/about/verification/").status_code == 200


def test_the_record_leads_to_the_page_that_explains_how_to_check_it(client: Client) -> None:
    article = make.approved_article()
    page = BeautifulSoup(client.get(f"{article.get_absolute_url()}record/").content, "html5lib")
    assert page.find("main").find("a", href="/about/verification/")
    assert page.find("main").find("a", href=f"{article.get_absolute_url()}signed.json")
    explained = client.get("/about/verification/").content.decode()
    assert keys.current_name() in explained
    assert "require_signature" in explained


def test_signing_takes_no_more_questions_of_the_database_with_many_signatures(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    article = make.approved_article(category=make.category(required_sign_offs=3))
    with django_assert_max_num_queries(4):
        client.get(article.get_absolute_url())
    assert Review.objects.get().sign_offs.count() == 3
