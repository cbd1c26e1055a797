"""Which rules of review does the database itself keep, whoever writes to it?

- A sign-off names the digest of its revision, which is the revision of its review, which is under review. Its signer
  holds the credential that it names, valid on that day and not ended by the database's own clock, in the specialty that
  is asked for; wrote nothing since the last approval; is not on the byline, neither as it is nor as the revision prints
  it; and has a waiver for an interest that they declare.
- A review starts as submitted and moves along the table of transitions alone; it is approved only with enough
  sign-offs of that digest that carry a signature (whether it fits, only the application can tell). Its terms and, once
  approved, its dates never change.
- A live revision is the revision of the article's own approved review. The day of publication never changes, and a
  retraction ends with a reinstatement alone.
- A credential says more than before (longer, again, of something else) only when it was verified anew.
- A review and a publication are never deleted or replaced; a source and a person that a revision names are not deleted,
  and such a person stays who they are: the account that was theirs, by which it is known what they may not sign.
"""

from __future__ import annotations

from articles import append_only
from reviews.statements import NO_INTERESTS
from reviews.workflow import OPEN, TRANSITIONS

SIGN_OFF_FITS = (
    "EXISTS (SELECT 1 FROM reviews_review r JOIN articles_revision v ON v.id = r.revision_id "
    "WHERE r.id = NEW.review_id AND r.revision_id = NEW.revision_id AND r.state = 'under_review' "
    "AND v.digest = NEW.digest)"
)
SIGNER_IS_QUALIFIED = (
    "EXISTS (SELECT 1 FROM reviews_credential c JOIN reviews_review r ON r.id = NEW.review_id "
    "WHERE c.id = NEW.credential_id AND c.holder_id = NEW.signer_id AND c.revoked_at IS NULL "
    "AND {day} BETWEEN c.valid_from AND c.valid_until AND c.valid_until >= {yesterday} "
    "AND (r.specialty IN ('', c.specialty) OR r.further_specialty = c.specialty))"
)
LAST_APPROVED = (
    "(SELECT COALESCE(MAX(w.number), 0) FROM reviews_review a JOIN articles_revision w ON w.id = a.revision_id "
    "WHERE a.article_id = own.article_id AND a.approved_at IS NOT NULL AND a.rolled_back_at IS NULL "
    "AND w.number < own.number)"
)
SIGNER_WROTE = (
    "EXISTS (SELECT 1 FROM articles_revision own JOIN articles_revision v ON v.article_id = own.article_id "
    f"WHERE own.id = NEW.revision_id AND v.author_id = NEW.signer_id AND v.number > {LAST_APPROVED})"
)
SIGNER_IS_ON_BYLINE = (
    "EXISTS (SELECT 1 FROM articles_byline b JOIN articles_contributor c ON c.id = b.contributor_id "
    "JOIN articles_revision v ON v.article_id = b.article_id "
    "WHERE v.id = NEW.revision_id AND c.user_id = NEW.signer_id)"
)
SIGNER_IS_PRINTED = (
    "EXISTS (SELECT 1 FROM articles_revision v CROSS JOIN {lines_of_byline} j "
    "JOIN articles_contributor c ON c.slug = {slug_of_line} WHERE v.id = NEW.revision_id AND c.user_id = NEW.signer_id)"
)
INTEREST_IS_NOT_WAIVED = (
    f"lower(rtrim(NEW.interests, '.')) <> '{NO_INTERESTS.casefold()}' AND NOT EXISTS "
    "(SELECT 1 FROM reviews_conflictwaiver w WHERE w.review_id = NEW.review_id AND w.reviewer_id = NEW.signer_id)"
)
ENOUGH_SIGN_OFFS = (
    "(SELECT count(*) FROM reviews_signoff s JOIN articles_revision v ON v.id = s.revision_id "
    "JOIN reviews_signature g ON g.sign_off_id = s.id WHERE s.review_id = NEW.id "
    "AND s.revision_id = NEW.revision_id AND s.digest = v.digest) >= NEW.required_sign_offs "
    + " ".join(
        f"AND (NEW.{column} = '' OR EXISTS (SELECT 1 FROM reviews_signoff s WHERE s.review_id = NEW.id "
        f"AND s.revision_id = NEW.revision_id AND s.specialty = NEW.{column}))"
        for column in ("specialty", "further_specialty")
    )
)
LIVE_IS_APPROVED = (
    "EXISTS (SELECT 1 FROM reviews_review r WHERE r.id = NEW.approval_id AND r.state = 'approved' "
    "AND r.article_id = NEW.article_id AND r.revision_id = NEW.live_revision_id)"
)
UNAPPROVED_IS_LIVE = f"NEW.live_revision_id IS NOT NULL AND NOT {LIVE_IS_APPROVED}"
MOVES = sorted(
    {(s.value, t.target.value) for t in TRANSITIONS.values() for s in t.sources if s and s != t.target}
)
ALLOWED_MOVE = " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in MOVES)
TERMS = (
    "article_id",
    "revision_id",
    "required_sign_offs",
    "specialty",
    "further_specialty",
    "checklist",
    "review_interval_months",
)
DATES = ("approved_at", "updated_at", "reviewed_at", "next_review_on")
RETRACTION_IS_LIFTED = (
    "EXISTS (SELECT 1 FROM reviews_notice o WHERE o.id = OLD.notice_id AND o.kind = 'retraction') "
    "AND (NEW.notice_id IS NULL OR NEW.notice_id <> OLD.notice_id) "
    "AND NOT EXISTS (SELECT 1 FROM reviews_notice n WHERE n.article_id = NEW.article_id "
    "AND n.kind = 'reinstatement' AND n.id > OLD.notice_id)"
)
NAMED_IN_A_REVISION = {  # the placeholder of a condition, by vendor: does a JSON list of some revision name this row?
    "sqlite": "EXISTS (SELECT 1 FROM articles_revision v, json_each(v.{list}) j WHERE json_extract(j.value, '$.{name}') = OLD.{name})",
    "postgresql": "EXISTS (SELECT 1 FROM articles_revision v WHERE v.{list} @> "
    "jsonb_build_array(jsonb_build_object('{name}', OLD.{name})))",
}
CREDENTIAL_SAYS_MORE = (
    "(NEW.valid_until > OLD.valid_until OR NEW.valid_from < OLD.valid_from "
    "OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL) OR "
    + " OR ".join(f"NEW.{c} <> OLD.{c}" for c in ("holder_id", "specialty", "licence", "register"))
    + ")"
)
BECOMES_SOMEBODY_ELSE = (
    "NEW.id <> OLD.id OR NEW.slug <> OLD.slug "
    "OR (OLD.user_id IS NOT NULL AND (NEW.user_id IS NULL OR NEW.user_id <> OLD.user_id))"
)
OPEN_STATES = ", ".join(f"'{state.value}'" for state in sorted(OPEN))


def _moved(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{c} IS NULL OR NEW.{c} <> OLD.{c}" for c in columns) + ")"


# name: (table, event, condition under which the row is refused, message)
RULES = {
    "sign_off_fits_its_review": (
        "reviews_signoff", "INSERT", f"NOT {SIGN_OFF_FITS}", "a sign-off names the digest of the revision under review",
    ),
    "sign_off_by_the_qualified": (
        "reviews_signoff", "INSERT", f"NOT {SIGNER_IS_QUALIFIED}", "a signer holds a valid credential in the specialty",
    ),
    "sign_off_by_no_writer": ("reviews_signoff", "INSERT", SIGNER_WROTE, "nobody signs what they wrote"),
    "sign_off_by_no_author": ("reviews_signoff", "INSERT", SIGNER_IS_ON_BYLINE, "nobody on the byline signs"),
    "sign_off_by_nobody_printed": ("reviews_signoff", "INSERT", SIGNER_IS_PRINTED, "nobody on the printed byline signs"),
    "sign_off_without_conflict": (
        "reviews_signoff", "INSERT", INTEREST_IS_NOT_WAIVED, "a declared interest takes a waiver by an editor",
    ),
    "review_starts_unapproved": (
        "reviews_review", "INSERT", "NEW.state <> 'submitted' OR NEW.approved_at IS NOT NULL", "a review starts as submitted",
    ),
    "review_is_not_replaced": (
        "reviews_review", "INSERT",
        "EXISTS (SELECT 1 FROM reviews_review x WHERE x.id = NEW.id "
        f"OR (x.article_id = NEW.article_id AND x.state IN ({OPEN_STATES})))",
        "a review is open already, and reviews are kept",
    ),
    "review_moves_by_the_table": (
        "reviews_review", "UPDATE", f"NEW.state <> OLD.state AND NOT ({ALLOWED_MOVE})", "no transition leads there",
    ),
    "review_approved_by_sign_offs": (
        "reviews_review", "UPDATE", f"NEW.state = 'approved' AND NOT ({ENOUGH_SIGN_OFFS})", "approval needs its sign-offs",
    ),
    "review_terms_are_frozen": ("reviews_review", "UPDATE", _moved(*TERMS), "the terms of a review do not change"),
    "review_dates_are_frozen": (
        "reviews_review", "UPDATE", f"OLD.approved_at IS NOT NULL AND {_moved(*DATES)}", "the dates of an approval do not change",
    ),
    "review_is_kept": ("reviews_review", "DELETE", "", "reviews are kept"),
    "review_is_not_truncated": ("reviews_review", "TRUNCATE", "", "reviews are kept"),
    "publication_is_not_replaced": (
        "reviews_publication", "INSERT",
        "EXISTS (SELECT 1 FROM reviews_publication x WHERE x.id = NEW.id OR x.article_id = NEW.article_id)",
        "an article has one publication, which is kept",
    ),
    "publication_live_is_approved_new": ("reviews_publication", "INSERT", UNAPPROVED_IS_LIVE, "a live revision needs its approval"),
    "publication_live_is_approved": ("reviews_publication", "UPDATE", UNAPPROVED_IS_LIVE, "a live revision needs its approval"),
    "publication_is_published_once": (
        "reviews_publication", "UPDATE", f"OLD.published_at IS NOT NULL AND {_moved('published_at')}",
        "the day of publication does not change",
    ),
    "publication_stays_retracted": (
        "reviews_publication", "UPDATE", RETRACTION_IS_LIFTED, "a retraction ends with a reinstatement alone",
    ),
    "source_is_kept": ("articles_source", "DELETE", "{cited}", "a revision cites this source, which is kept"),
    "contributor_is_kept": ("articles_contributor", "DELETE", "{credited}", "a revision names this person, who is kept"),
    "contributor_is_not_replaced": (
        "articles_contributor", "INSERT",
        "EXISTS (SELECT 1 FROM articles_contributor x WHERE x.id = NEW.id OR x.slug = NEW.slug OR x.user_id = NEW.user_id)",
        "this person is known already",
    ),
    "contributor_keeps_the_account": (
        "articles_contributor", "UPDATE", f"({BECOMES_SOMEBODY_ELSE}) AND {{credited}}",
        "a revision names this person, whose account and address stay",
    ),
    "credential_is_verified_anew": (
        "reviews_credential", "UPDATE", f"{CREDENTIAL_SAYS_MORE} AND NEW.verified_at <= OLD.verified_at",
        "a credential says more only when it was verified anew",
    ),
    "publication_is_kept": ("reviews_publication", "DELETE", "", "publications are kept"),
    "publication_is_not_truncated": ("reviews_publication", "TRUNCATE", "", "publications are kept"),
}  # fmt: skip
PLACEHOLDERS = {  # what the two databases say differently; a day by the clock leaves room for midnight
    "sqlite": {
        "{day}": "date(NEW.signed_at)",
        "{yesterday}": "date('now', '-1 day')",
        "{lines_of_byline}": "json_each(v.byline)",
        "{slug_of_line}": "json_extract(j.value, '$.slug')",
    },
    "postgresql": {
        "{day}": "(NEW.signed_at AT TIME ZONE 'UTC')::date",
        "{yesterday}": "(now() AT TIME ZONE 'UTC')::date - 1",
        "{lines_of_byline}": "jsonb_array_elements(v.byline)",
        "{slug_of_line}": "(j.value ->> 'slug')",
    },
}


def register() -> None:
    for name, (table, event, condition, message) in RULES.items():
        on = {vendor: (name, table, event, _worded(condition, vendor), message) for vendor in PLACEHOLDERS}
        append_only.GUARDS[name] = {"postgresql": _postgresql(*on["postgresql"])}
        if event != "TRUNCATE":  # which SQLite does not know
            append_only.GUARDS[name]["sqlite"] = [_sqlite(*on["sqlite"])]


def _worded(condition: str, vendor: str) -> str:
    named = NAMED_IN_A_REVISION[vendor]
    for placeholder, words in {
        **PLACEHOLDERS[vendor],
        "{cited}": named.replace("{list}", "sources").replace("{name}", "key"),
        "{credited}": named.replace("{list}", "byline").replace("{name}", "slug"),
    }.items():
        condition = condition.replace(placeholder, words)
    return condition


def _sqlite(name: str, table: str, event: str, condition: str, message: str) -> str:
    when = f"WHEN {condition}" if condition else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    row = "OLD" if event == "DELETE" else "NEW"
    level = "STATEMENT" if event == "TRUNCATE" else "ROW"
    refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'"
    body = f"IF {condition} THEN {refuse}; END IF; RETURN {row};" if condition else f"{refuse};"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {level} EXECUTE FUNCTION {name}()",
    ]
