"""``python -m innenstadt_gis`` is ``innenstadt``."""

from innenstadt_gis.cli import main

if __name__ == "__main__":
    main()
