"""The cadastre in its exchange formats: NAS, buildings, addresses told by parcels."""
