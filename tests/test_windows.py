"""Long passages are cut at sentence ends."""

from hypothesis import given
from hypothesis import strategies as st

from kg.nlp.windows import WINDOW, cut_windows

ENDS = "。；;！？"


@given(st.text("区县。；，a😀", max_size=200), st.integers(1, 40))
def test_windows_cover_the_text_in_order(text: str, limit: int) -> None:
    windows = cut_windows(text, limit)
    assert "".join(text[start:end] for start, end in windows) == text
    assert all(0 < end - start <= limit for start, end in windows) or not text
    assert windows == cut_windows(text + "\n", limit)


def test_short_text_is_one_window() -> None:
    assert cut_windows("") == []
    assert cut_windows("区" * WINDOW) == [(0, WINDOW)]


def test_window_ends_behind_the_last_sentence_end_of_its_second_half() -> None:
    text = "一二三四五六七。九十；二三四五六七八"
    assert cut_windows(text, 10) == [(0, 8), (8, 18)]
    assert cut_windows(text[:10] + "；" * 8, 10) == [(0, 8), (8, 18)]


def test_sentence_end_in_the_first_half_does_not_count() -> None:
    assert cut_windows("一。三四五六七八九十一二", 10) == [(0, 10), (10, 12)]


@given(st.text("区县，", min_size=1, max_size=8), st.sampled_from(ENDS), st.integers(20, 60))
def test_every_window_but_the_last_ends_a_sentence(clause: str, end: str, limit: int) -> None:
    text = (clause + end) * 30
    for start, stop in cut_windows(text, limit)[:-1]:
        assert text[stop - 1] == end, text[start:stop]
