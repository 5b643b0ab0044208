"""Which program this is, for people who report something about it."""

VERSION = "0.3.0"
