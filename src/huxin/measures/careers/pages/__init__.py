"""Pages of training, certificates and classes."""
