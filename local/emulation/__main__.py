"""`python -m local.emulation`: serve, by ministack's own environment variables."""

from __future__ import annotations

from ministack.app import main

from local.emulation import load_balancer, object_versions, resource_types

if __name__ == "__main__":
    resource_types.register()
    load_balancer.route()
    object_versions.read_ranges()
    main()
