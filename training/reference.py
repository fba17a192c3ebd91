"""Write down what the reference network, float32 in torch, reads in fixed paragraphs."""
