"""What every other layer stands on: the key and the network."""
