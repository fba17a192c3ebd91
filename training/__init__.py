"""How the weights are made: adapt, fine-tune, distil, export. Needs the extra `train`; kg never imports it."""
