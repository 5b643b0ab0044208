"""Demand as a series of days, and what it will be."""
