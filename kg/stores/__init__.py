"""Keep readings and the graph made of them."""
