"""Where requests enter: API Gateway, its firewall and its key authorizer."""
