"""The command line: one module a command; it parses, calls one library function and prints."""
