"""The dictionary of waste: what a thing is, asked in any words."""
