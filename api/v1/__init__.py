"""The API for programs, version 1: the same functions as the pages."""
