"""What stands in which list, drawn by the database itself so that no list is looked for among all articles?"""
