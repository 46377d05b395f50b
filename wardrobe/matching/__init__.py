"""What goes with what: outfits, style check, new items, tastes and trends."""
