"""What runs: the cluster, its image, the worker and the metadata API."""
