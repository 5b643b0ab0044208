"""An invented distributor of machine parts in Karnataka, as two schemas of tables: one noun a file."""
