"""The whole system on one machine: the stack in an embedded AWS, with embedded databases."""
