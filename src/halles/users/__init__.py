"""People: sign-in, addresses, consent, tokens of programs, who is staff."""
