"""Meaning: texts as vectors, and what lies near."""
