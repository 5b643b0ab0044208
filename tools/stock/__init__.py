"""How much to hold and to order, and what may run out: pure calculations."""
