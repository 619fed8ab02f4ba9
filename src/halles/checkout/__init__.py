"""The one write path of orders: from a press of the button to a paid order, once."""
