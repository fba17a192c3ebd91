"""Compare the speed of the readers, from text to relations, with jieba.posseg in the same run."""
