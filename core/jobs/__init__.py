"""Durable background work: it survives the process that does it, is done once, and can be watched and stopped."""
