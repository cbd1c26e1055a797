"""Who judges what is written, by which rules, and what they decided."""

from reviews.access.models import AccessEvent, DeskSession, EventOrigin, FactorReset, RecoveryCode, WrongProof
from reviews.models.comment import Answer, Comment
from reviews.models.credential import Credential, Specialty
from reviews.models.ledger import LedgerEntry
from reviews.models.mail import Mail
from reviews.models.notice import Notice, NoticeKind
from reviews.models.person import Look, Pool, Preferences
from reviews.models.policy import ChecklistQuestion, Policy
from reviews.models.publication import Publication
from reviews.models.review import Review
from reviews.models.share_link import ShareLink
from reviews.models.sign_off import ConflictWaiver, Meaning, Scope, SignOff
from reviews.models.signature import Signature
from reviews.models.tally import Tally

__all__ = [
    "AccessEvent",
    "Answer",
    "ChecklistQuestion",
    "Comment",
    "ConflictWaiver",
    "Credential",
    "DeskSession",
    "EventOrigin",
    "FactorReset",
    "LedgerEntry",
    "Look",
    "Mail",
    "Meaning",
    "Notice",
    "NoticeKind",
    "Policy",
    "Pool",
    "Preferences",
    "Publication",
    "RecoveryCode",
    "Review",
    "Scope",
    "ShareLink",
    "SignOff",
    "Signature",
    "Specialty",
    "Tally",
    "WrongProof",
]
