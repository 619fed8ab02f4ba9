"""What comes back: withdrawals, returns with their parcels and refunds, and cases that staff decide."""
