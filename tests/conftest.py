"""Stores and graphs that several test files share."""
