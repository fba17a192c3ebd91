"""jieba's words as spaCy tokens, from an instance of its own: words added elsewhere change nothing here."""

from collections.abc import Callable

import jieba
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab


@registry.tokenizers("kg_jieba")  # type: ignore[untyped-decorator]
def create_tokenizer() -> "Callable[[Language], JiebaTokenizer]":
    """Return what makes the tokenizer of a pipeline."""
    return lambda nlp: JiebaTokenizer(nlp.vocab)


class JiebaTokenizer(DummyTokenizer):
    """Split a text into jieba's words; the tokens joined are the text, character by character."""

    def __init__(self, vocab: Vocab) -> None:
        """Load jieba's dictionary directly: its cache file lies in a folder that every user may write."""
        self._vocab = vocab
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True

    def __call__(self, text: str) -> Doc:
        words = list(self._jieba.cut(text))
        return Doc(self._vocab, words=words, spaces=[False] * len(words))

    def __reduce__(self) -> tuple[type["JiebaTokenizer"], tuple[Vocab]]:
        """Let another process load the dictionary anew: it has a lock, which cannot be copied."""
        return JiebaTokenizer, (self._vocab,)
