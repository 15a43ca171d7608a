"""Everything the assistant says, as data, and what reads, checks and renders it."""
