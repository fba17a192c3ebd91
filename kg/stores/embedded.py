"""Start the embedded database as a child process that serves Bolt."""
