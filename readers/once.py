"""How does a trigger of PostgreSQL do something once in a transaction, however many rows fire it?

It leaves a word that is gone with the transaction, or with the savepoint that is rolled back: then it is done again.
"""

_WORD = "'imprimatur.{what}'"
_NOW = "pg_current_xact_id()::text"
NOT_YET = f"current_setting({_WORD}, true) IS DISTINCT FROM {_NOW}"
DONE = f"set_config({_WORD}, {_NOW}, true)"
