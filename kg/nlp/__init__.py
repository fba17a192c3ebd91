"""The spaCy pipeline that reads, and the network in it."""
