"""What affiliates announce, one file per matter."""
