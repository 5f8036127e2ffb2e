"""Taking files from the queue, one record for each."""
