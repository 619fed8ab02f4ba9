"""The only writers of affiliates, one file per matter."""
