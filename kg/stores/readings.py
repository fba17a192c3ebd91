"""Keep what was read in each document, one JSON file a document: the truth of a store."""
