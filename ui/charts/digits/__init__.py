"""The charts of single digits: what is taken for what, how sure, and ten activations."""
