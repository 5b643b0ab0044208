"""What scripts/bench.py measures: each part beside a floor that does the same work bare, in one run."""
