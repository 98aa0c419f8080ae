"""How many kinds of shops a centre has, how evenly, and what stands beside what."""
