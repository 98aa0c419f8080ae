"""Tables to tables and figures: pure, no files, no network, no colours."""
