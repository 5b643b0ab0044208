"""The front door for programs, and everything that stands before the pages: sign-in, gate, health, metrics."""
