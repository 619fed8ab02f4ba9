"""What came back, why, on which way, and what both sides said about it."""

from halles.returns.models.dispute import Dispute, Picture, Statement
from halles.returns.models.parcel import ReturnParcel
from halles.returns.models.request import ReturnClass, ReturnLine, ReturnRequest

__all__ = ["Dispute", "Picture", "ReturnClass", "ReturnLine", "ReturnParcel", "ReturnRequest", "Statement"]
