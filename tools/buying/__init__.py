"""What is bought from whom, and what it could cost: pure calculations."""
