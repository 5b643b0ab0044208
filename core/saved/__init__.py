"""What people keep: saved queries, own dashboards, what they saw last time."""
