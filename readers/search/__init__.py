"""How do readers find a text? Our own thin layer on the full-text index of the database.

folding       one spelling for words with and without accents, capitals and punctuation
stemming      which words count as the same, as the index of SQLite sees it
query         what somebody typed, as words, phrases and exclusions
plain_text    the words of a rendered text
documents     what the search knows of one article
vocabulary    the words of all documents, and the one that was probably meant
indexing      keeps documents and vocabulary as the public sees the articles, in the transaction of each act
schema        what the database needs besides the tables
engine        asks SQLite or PostgreSQL
choices       what readers narrow a search by
finding       the results: public, sorted, counted
highlighting  the passage that shows why an article was found
"""
