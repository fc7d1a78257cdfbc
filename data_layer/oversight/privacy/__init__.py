"""Personal information: what the store holds of whom and why, how long, and how it is erased."""
