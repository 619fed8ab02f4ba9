"""The provider port and its sandbox, payments, refunds, chargebacks, saved cards."""
