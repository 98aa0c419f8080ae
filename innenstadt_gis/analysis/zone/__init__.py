"""The central shopping area: a proposal from the units themselves, and the official one."""
