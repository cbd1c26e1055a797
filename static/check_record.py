"""Did the people named in a record sign the texts in it? Usage: python check_record.py RECORD.json KEYS.json

RECORD.json is what the site gives out as an article's signed record, KEYS.json its published keys
(/.well-known/signing-keys.json). Needs Python 3 and `pip install cryptography`, and nothing of the site.
"""

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def require_signature(signed):
    """The signature is over all the other members, as canonical JSON."""
    facts = {name: value for name, value in signed.items() if name != "signature"}
    Ed25519PublicKey.from_public_bytes(keys[signed["key"]]).verify(
        base64.b64decode(signed["signature"]), canonical(facts)
    )


record, published = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
keys = {key["kid"]: base64.urlsafe_b64decode(key["x"] + "=") for key in published["keys"]}
try:
    require_signature(record)
    texts = {}
    for text in record["revisions"]:
        whole = {"format": 1, "content": text["content"], "rendered": text["rendered"]}
        texts[text["number"]] = hashlib.sha256(canonical(whole)).hexdigest()
    for sign_off in record["sign_offs"]:
        require_signature(sign_off)
        if texts[sign_off["revision"]] != sign_off["digest"]:
            raise InvalidSignature
        print("Revision {revision} was signed by {printed_name} at {signed_at}.".format(**sign_off))
except (InvalidSignature, KeyError, TypeError) as fault:
    sys.exit(f"THIS IS NOT WHAT WAS SIGNED ({type(fault).__name__} {fault})")
