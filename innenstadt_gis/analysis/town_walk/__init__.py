"""The walk through the centre (Innenstadt-Rundgang): where to stop, in which order, how to go."""
