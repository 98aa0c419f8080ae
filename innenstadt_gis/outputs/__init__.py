"""Tables and findings to things to look at: knows columns, never formulas."""
