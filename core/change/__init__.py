"""Why a figure changed: which values of which dimension make up the change, to the last digit."""
