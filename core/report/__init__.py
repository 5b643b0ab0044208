"""An answer on paper."""
