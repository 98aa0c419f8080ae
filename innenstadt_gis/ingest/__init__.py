"""Outside world to tables: the only wing that knows foreign formats."""
