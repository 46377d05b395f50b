"""What shops sell: product feeds in, items embedded and searched, prices and links."""
