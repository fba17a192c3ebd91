"""Wait for the user."""

import signal
import time
from collections.abc import Callable


def wait_for_interrupt(alive: Callable[[], bool] = lambda: True) -> None:
    """Return at Ctrl-C or a request to end, or once `alive` says no."""
    # A service manager ends a service so.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while alive():
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
