"""The compliance audit: what was judged, by which policies, with which outcome. No CDK."""
