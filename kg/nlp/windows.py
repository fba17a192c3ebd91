"""Cut a passage that is longer than the network's positions at sentence ends."""

WINDOW = 500
"""Characters a window holds at most; the network has 512 positions, two of them for its start and end."""

_ENDS = "。；;！？"


def cut_windows(text: str, limit: int = WINDOW) -> list[tuple[int, int]]:
    """Return half-open character ranges that cover `text` in order, each at most `limit` long.

    A window ends behind the last sentence end of its second half; text without one is cut hard.
    """
    windows = []
    start = 0
    while len(text) - start > limit:
        last = max(text.rfind(end, start + limit // 2, start + limit) for end in _ENDS)
        stop = last + 1 if last >= 0 else start + limit
        windows.append((start, stop))
        start = stop
    windows.append((start, len(text)))
    return windows
