"""What calculates or acts: one typed function a tool, over calculations that know no table."""
