"""What every command has in common with its terminal: whoever reads or waits may have enough at any moment."""

import os
import signal
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

INTERRUPTED = 130  # both as a shell says it
UNREAD = 141  # of a program that was ended by a closed pipe


def until_read(command: Callable[[], int]) -> int:
    """Runs it; a reader such as `head` that has seen enough ends it without a word.

    Until here Ctrl-C simply ended the process, in the middle of whatever it imported; from here on the command says
    something to it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        try:
            with interruptible():
                return command()
        finally:
            sys.stdout.flush()  # here, where it can be caught, not while the interpreter ends
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C that DuckDB has noticed first comes as an error of its own."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from error


def day(text: str) -> date:
    """A date as an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date; one is written as 2026-06-30") from None
