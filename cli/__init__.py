"""The command line: parse, call kg, render."""
