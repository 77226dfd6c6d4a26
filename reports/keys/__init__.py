"""The keys of the seal: when each came into use, when it went out of it, and who stood behind that."""
