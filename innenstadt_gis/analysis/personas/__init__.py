"""Who reaches what on foot: minutes by persona, what bars the way, where one can sit down."""
