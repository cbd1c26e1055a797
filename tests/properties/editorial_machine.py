"""What may happen to an article? Anything that its people may do, in any order; and what must hold after each step.

The machine keeps books of its own (who wrote which revision, who was qualified when, what was live before) and never
asks the rules that it tests. A refusal is as good an answer as a success: what counts is the state that is left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import F
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from articles.actions import save_article
from articles.models import Article, Significance
from reviews import actions
from reviews.clock import clock_user
from reviews.exceptions import EditorialError
from reviews.models import Credential, Policy, Publication, Review, Scope
from reviews.standing import standing
from tests import factories as make
from tests.properties.books import Approval, Books, was_qualified
from tests.reviews import ledger_chain

# The database holds credentials against its own clock too, so the story is told in days that it has not reached.
LATER = datetime(2100, 1, 4, 9, 30, tzinfo=UTC)
PEOPLE = ["writer", "coauthor", "first", "second", "third", "clinician", "superuser", "editor"]
CLINICIANS = ["first", "second", "third", "clinician", "superuser"]
person = st.sampled_from(PEOPLE)
clinician = st.sampled_from(CLINICIANS)
which = st.integers(0, 30)
scopes = st.sampled_from([Scope.WHOLE, Scope.WHOLE, Scope.CHANGES])


class EditorialMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = LATER
        self.books = Books()
        self.people = {name: self._person(name) for name in PEOPLE}
        self.byline = ["writer", "third"]
        make.category(
            name="Strict", specialty="Surgical", further_specialty="Psychiatric", required_sign_offs=2
        )
        for name in ("first", "second", "clinician"):
            make.credential(holder=self.people[name], specialty="Surgical")
        byline = [make.contributor(user=self.people[name]) for name in self.byline]
        self.article = make.article(by=self.people["writer"], byline=byline, now=self.now)
        self._book_revision(by="writer", significance=Significance.SUBSTANTIVE)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _person(self, name: str) -> User:
        if name == "superuser":
            user = make.superuser()
            make.credential(holder=user)
        elif name in CLINICIANS:
            user = make.reviewer(username=name)
        else:
            user = make.editor() if name == "editor" else make.writer(username=name)
        if name == "clinician":
            user.groups.add(Group.objects.get(name="Writers"))
        make.contributor(user=user)
        return User.objects.get(pk=user.pk)

    # --- What can happen -------------------------------------------------------------------------------------
    def attempt(self, act: Callable[..., Any], **arguments: Any) -> Any:
        """The result of the act, or None when the rules refuse it; any other error fails the test."""
        try:
            return act(**arguments, now=self.now)
        except EditorialError:
            return None

    def reviews(self) -> list[Review]:
        return list(Review.objects.order_by("-pk").select_related("revision", "article"))

    @rule(hours=st.sampled_from([1, 30, 24 * 40, 24 * 400]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for review in Review.objects.due_to_go_live(self.now):
            self._notice_approval(actions.go_live(review=review, by=clock_user(), now=self.now))

    @precondition(lambda self: Review.objects.exists())
    @rule(by=st.sampled_from(["editor", "editor", "first"]), hours=st.sampled_from([None, 2, 24 * 30]))
    def set_its_day(self, by: str, hours: int | None) -> None:
        at = self.now + timedelta(hours=hours) if hours else None
        for review in self.reviews()[:1]:
            done = self.attempt(actions.schedule, review=review, by=self.people[by], go_live_at=at)
            if done is not None:
                assert by == "editor"
                self._notice_approval(done)

    @rule(by=person, whom=person, significance=st.sampled_from(Significance.values),
          what=st.sampled_from(["text", "byline", "tags"]), stale=st.sampled_from([False] * 5 + [True]))  # fmt: skip
    def save(self, by: str, whom: str, significance: str, what: str, stale: bool) -> None:
        before = Article.objects.get()
        byline = self.byline
        if what == "byline":
            byline = [n for n in self.byline if n != whom] if whom in self.byline else [*self.byline, whom]
            byline = byline or ["coauthor"]
        fields: dict[str, Any] = {
            "text": {"body": f"{make.BODY}\nVersion {before.version}.\n"},
            "byline": {"byline": [make.contributor(user=self.people[name]) for name in byline]},
            "tags": {"tags": [f"tag {before.version}"]},
        }[what]
        saved = self.attempt(
            save_article,
            by=self.people[by],
            article=before,
            base=before.version - stale,
            significance=significance,
            **fields,
        )
        if saved is None:
            return
        assert not stale
        self.article, self.byline = saved, byline
        if saved.revision_number != before.revision_number:
            self._book_revision(by=by, significance=significance)

    def _book_revision(self, *, by: str, significance: str) -> None:
        number = self.article.revision_number
        self.books.authors[number], self.books.significance[number] = by, significance
        self.books.bylines[number] = set(self.byline)

    @rule(by=person, renewal=st.booleans())
    def submit(self, by: str, renewal: bool) -> None:
        revision = Review.objects.get(pk=self.books.live).revision if renewal and self.books.live else None
        self.attempt(actions.submit, article=self.article, revision=revision, by=self.people[by])

    @rule(by=st.permutations(CLINICIANS), scope=scopes, renewal=st.booleans())
    def it_goes_all_the_way(self, by: list[str], scope: str, renewal: bool) -> None:
        """Submitted, claimed and signed by whoever may, in some order: the way that most histories take."""
        self.submit(by="editor", renewal=renewal)
        for name in by:
            self.hand_over(reviewer=name, by=name)
        for name in by if Review.objects.exists() else []:
            self.sign(by=name, scope=scope, place=0, stale=False)

    @rule(
        by=st.sampled_from(["clinician", "superuser"]),
        part=st.sampled_from(["wrote", "is on the byline", "left the byline"]),
        others=st.integers(0, 2),
        scope=scopes,
    )
    def who_had_a_part_in_it_tries_to_judge_it(self, by: str, part: str, others: int, scope: str) -> None:
        """The step that the rules of four eyes are there for; chance alone seldom takes it."""
        change: dict[str, Any] = {"significance": Significance.MINOR, "stale": False}
        joins = by not in self.byline
        if part == "wrote":
            self.save(by=by, whom=by, what="text", **change)
        elif joins:
            self.save(by="writer", whom=by, what="byline", **change)
        for _ in range(others):
            self.save(by="writer", whom="writer", what="text", **change)
        self.submit(by="editor", renewal=False)
        if part == "left the byline" and by in self.byline:
            self.save(by="writer", whom=by, what="byline", **change)
        for name in (by, "first", "second"):
            self.hand_over(reviewer=name, by=name)
        self.sign(by=by, scope=scope, place=0, stale=False)

    @precondition(lambda self: Review.objects.open().exists())
    @rule(reviewer=clinician, by=person)
    def hand_over(self, reviewer: str, by: str) -> None:
        for review in self.reviews()[:1]:
            if by == "editor":
                self.attempt(
                    actions.assign, review=review, reviewer=self.people[reviewer], by=self.people[by]
                )
            else:
                self.attempt(actions.claim, review=review, by=self.people[reviewer])

    @precondition(lambda self: Review.objects.exists())
    @rule(verb=st.sampled_from(["release", "request_changes", "withdraw"]), by=person)
    def take_back(self, verb: str, by: str) -> None:
        for review in self.reviews()[:1]:
            more = {"digest": review.revision.digest, "reason": "No."} if verb == "request_changes" else {}
            self.attempt(getattr(actions, verb), review=review, by=self.people[by], **more)

    @precondition(lambda self: Review.objects.exists())
    @rule(by=clinician, scope=scopes, place=st.sampled_from([0, 0, 0, 0, 1, 2]),
          stale=st.sampled_from([False] * 6 + [True]))  # fmt: skip
    def sign(self, by: str, scope: str, place: int, stale: bool) -> None:
        review = self.reviews()[: place + 1][-1]
        digest = self.article.revisions.get(number=1).digest if stale else review.revision.digest
        signed = self.attempt(
            actions.sign_off, review=review, by=self.people[by], digest=digest, scope=scope, interests="None",
            answers=make.yes_to_all(review),
        )  # fmt: skip
        if signed is not None:
            self._book_signature(Review.objects.get(pk=review.pk), by=by, digest=digest, scope=scope)

    def _book_signature(self, review: Review, *, by: str, digest: str, scope: str) -> None:
        number = review.revision.number
        before = self.books.approved_before(number)
        assert digest == review.revision.computed_digest()
        assert not self.books.wrote_between(by, after=before, up_to=number), f"{by} signed what they wrote"
        assert by not in self.books.bylines[number] | set(self.byline)
        asked = {review.specialty, review.further_specialty} - {""}
        assert was_qualified(self.people[by], asked, today=self.now.date())
        if scope == Scope.CHANGES:
            assert 0 < before < number
            assert not self.books.is_substantive(after=before, up_to=number)
        self.books.signed_at[review.pk] = self.now
        self._notice_approval(review)

    def _notice_approval(self, review: Review) -> None:
        if review.state == Review.State.APPROVED and review.pk not in self.books.approvals:
            self._book_approval(review, before=self.books.approved_before(review.revision.number))

    def _book_approval(self, review: Review, *, before: int) -> None:
        former = self.books.approvals[self.books.live] if self.books.live else None
        number = review.revision.number
        is_whole = set(review.sign_offs.values_list("scope", flat=True)) == {Scope.WHOLE}
        signed_at = self.books.signed_at[review.pk]
        reviewed_at = signed_at if former is None or is_whole else former.reviewed_at
        moved = former is None or self.books.is_substantive(after=former.number, up_to=number)
        updated_at = self.now if former is None or moved else former.updated_at
        self.books.approvals[review.pk] = Approval(number, before, reviewed_at, updated_at)
        self.books.live = review.pk

    @precondition(lambda self: len(self.books.approvals) > 1)
    @rule(by=st.sampled_from(["editor", "superuser", "first"]), place=which)
    def roll_back(self, by: str, place: int) -> None:
        found = self.reviews()
        if found:
            review = found[place % len(found)]
            if self.attempt(actions.roll_back, review=review, by=self.people[by], reason="It was wrong."):
                assert by in {"editor", "superuser"}
                assert review.pk in self.books.approvals
                self.books.live = review.pk

    @precondition(lambda self: self.publication() is not None)
    @rule(
        by=st.sampled_from(["editor", "editor", "writer"]),
        verb=st.sampled_from(["correct", "express_concern", "retract", "reinstate"]),
    )
    def give_notice(self, by: str, verb: str) -> None:
        notice = self.attempt(
            getattr(actions, verb), article=self.article, by=self.people[by], reason=f"Since {self.now}."
        )
        if notice is not None:
            assert by == "editor"
            self.books.is_retracted = verb == "retract"

    @precondition(lambda self: self.publication() is not None)
    @rule(verb=st.sampled_from(["mark_for_re_review", "publish_pending"]))
    def keep_the_desk(self, verb: str) -> None:
        more = {"reason": f"A source fell on {self.now}."} if verb == "mark_for_re_review" else {}
        self.attempt(getattr(actions, verb), article=self.article, by=self.people["editor"], **more)

    @rule(required=st.integers(1, 2), specialty=st.sampled_from(["", "", "Psychiatric"]), shows=st.booleans())
    def the_policy_changes(self, required: int, specialty: str, shows: bool) -> None:
        further = "Surgical" if specialty and required == 2 else ""
        make.category(
            required_sign_offs=required,
            specialty=specialty,
            further_specialty=further,
            public_before_approval=shows,
        )

    @rule(name=st.sampled_from(["Sleep", "Strict"]))
    def it_moves(self, name: str) -> None:
        category = make.category(name=name)
        saved = self.attempt(
            save_article, by=self.people["editor"], article=Article.objects.get(), category=category
        )
        self.article = saved or self.article

    @rule(name=clinician, what=st.sampled_from(["ends", "revoked", *["renewed"] * 6]))
    def a_credential_changes(self, name: str, what: str) -> None:
        change: dict[str, Any] = {
            "ends": {"valid_until": self.now.date()},
            "revoked": {"revoked_at": self.now},
            "renewed": {"valid_until": date(2999, 1, 1), "revoked_at": None},
        }[what]
        verified_at = F("verified_at") + timedelta(seconds=1)  # what says more than before is verified anew
        Credential.objects.filter(holder=self.people[name]).update(**change, verified_at=verified_at)

    def publication(self) -> Publication | None:
        return Publication.objects.with_facts().first()

    @invariant()
    def at_most_one_review_is_open_and_at_most_one_approved(self) -> None:
        states = [review.state for review in self.reviews()]
        assert sum(state in {"submitted", "under_review"} for state in states) <= 1
        assert states.count("approved") == (self.books.live is not None)

    @invariant()
    def the_live_text_is_the_one_that_the_books_name_with_its_own_dates(self) -> None:
        publication = self.publication()
        assert (publication.approval_id if publication else None) == self.books.live
        if publication and publication.approval:
            booked = self.books.approvals[self.books.live or 0]
            approval = publication.approval
            assert publication.live_revision == approval.revision
            assert publication.live_revision.number == booked.number
            assert (approval.reviewed_at, approval.updated_at) == (booked.reviewed_at, booked.updated_at)

    @invariant()
    def enough_people_signed_the_live_text_and_none_of_them_had_a_part_in_it(self) -> None:
        if self.books.live is None:
            return
        review, booked = Review.objects.get(pk=self.books.live), self.books.approvals[self.books.live]
        signers = {
            signed.signer.username
            for signed in review.sign_offs.all()
            if signed.digest == review.revision.computed_digest()
        }
        assert len(signers) >= review.required_sign_offs
        signed_in = set(review.sign_offs.values_list("specialty", flat=True))
        assert {review.specialty, review.further_specialty} - {""} <= signed_in
        for name in signers:
            assert not self.books.wrote_between(name, after=booked.before, up_to=booked.number)
            assert name not in self.books.bylines[booked.number]

    @invariant()
    def the_public_is_told_reviewed_exactly_when_it_is_true(self) -> None:
        publication = Publication.objects.public().with_facts().first()
        assert publication is not None or self.books.live is None
        if publication is None:
            return
        told = standing(publication, today=self.now.date(), check_text=True)
        assert told.is_reviewed == (self.books.live is not None and not self.books.is_retracted)
        assert told.is_retracted == self.books.is_retracted
        assert (told.reviewed_at is not None) == told.is_reviewed

    @invariant()
    def unapproved_text_is_public_only_while_it_is_pending_and_its_topic_shows_it(self) -> None:
        publication = self.publication()
        review = publication.current_review if publication else None
        is_pending = review is not None and review.state in {"submitted", "under_review", "changes_requested"}
        policy = Policy.objects.filter(category__articles=self.article).first()
        has_a_day = review is not None and review.go_live_at is not None
        shows = is_pending and not has_a_day and (policy is None or policy.public_before_approval)
        assert Publication.objects.public().exists() == (self.books.live is not None or shows)

    @invariant()
    def the_day_of_publication_never_changes(self) -> None:
        publication = self.publication()
        if self.books.published_at is not None:
            assert publication is not None
            assert publication.published_at == self.books.published_at
        elif publication:
            self.books.published_at = publication.published_at

    @invariant()
    def the_ledger_is_whole(self) -> None:
        assert ledger_chain.faults() == []
