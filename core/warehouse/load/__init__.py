"""Bring your own data: files become tables, every bad row is named, and it is all or nothing."""
