"""The numbers of the story's pages: a softmax layer, its derivation, a single neuron."""
