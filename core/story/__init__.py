"""The numbers of the story's pages: a softmax layer, the derivation of its delta, a single neuron."""
