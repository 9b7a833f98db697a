"""What staff and associations talk to: the desk, translation, updates."""
