"""What can go wrong, by what the user can do about it; messages are one line and say what is accepted."""


class KgError(Exception):
    """A fault with a message for the user."""


class InputError(KgError):
    """Something the user gave is wrong: a path, a file's content, a parameter, a query's name."""


class StoreError(KgError):
    """The store cannot be opened, is held by another process or does not answer."""


class ModelError(KgError):
    """A model file is missing or damaged."""


class StoppedError(KgError):
    """The user stopped the work between two documents."""
