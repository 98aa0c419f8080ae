"""OpenStreetMap: extracts to tables, through pyosmium."""
