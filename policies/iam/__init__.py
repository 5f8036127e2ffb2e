"""Permissions are least, named, and bound to who may use them."""
