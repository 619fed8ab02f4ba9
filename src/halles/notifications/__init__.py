"""Mails: written for every fact a person should know, kept in an outbox, sent when there is a way out."""
