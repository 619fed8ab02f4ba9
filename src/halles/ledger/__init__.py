"""The books: accounts, transactions and postings, append-only and balanced by the database; knows no order."""
