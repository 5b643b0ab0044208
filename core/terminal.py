"""What every command has in common with its terminal: whoever reads its output may stop at any line."""

import os
import sys
from collections.abc import Callable

UNREAD = 141  # as a shell says it of a program that was ended by a closed pipe


def until_read(command: Callable[[], int]) -> int:
    """Runs it; a reader such as `head` that has seen enough ends it without a word."""
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()  # here, where it can be caught, not while the interpreter ends
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
