"""What affiliates refuse, one file per matter."""
