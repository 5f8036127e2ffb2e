"""Which buckets AWS delivers logs to, as far as the template shows it.

Server access logs and the access logs of load balancers can't be written to a bucket with a
customer managed key:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from policies.template import Part, Template, target

ACCESS_LOG_BUCKET = "access_logs.s3.bucket"


def log_delivery_buckets(template: Template) -> frozenset[str]:
    """Logical ids of the buckets that other buckets or load balancers name for their logs.

    Ask for it by `template.index(log_delivery_buckets)`.
    """
    named = (target(value) for value in _destinations(template))
    return frozenset(name for name in named if name is not None)


def load_balancer_attributes(part_of: Iterator[Part]) -> dict[str, Part]:
    """Attributes of a load balancer by key."""
    return {str(each.get("Key")): each for each in part_of}


def _destinations(template: Template) -> Iterator[object]:
    for bucket in template.of_type("AWS::S3::Bucket"):
        destination = bucket.get("LoggingConfiguration.DestinationBucketName")
        if target(destination) != bucket.logical_id:
            yield destination
    for balancer in template.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        attributes = load_balancer_attributes(balancer.parts("LoadBalancerAttributes"))
        if ACCESS_LOG_BUCKET in attributes:
            yield attributes[ACCESS_LOG_BUCKET].get("Value")
