from __future__ import annotations

from local.isolation import isolate


def test_no_account_and_no_proxy_is_found() -> None:
    environ = {
        "AWS_PROFILE": "production",
        "AWS_ENDPOINT_URL_S3": "https://example.com",
        "CDK_DEFAULT_ACCOUNT": "111122223333",
        "https_proxy": "http://example.com",
        "HTTP_PROXY": "http://example.com",
        "HOME": "/home",
    }
    isolate(environ)
    assert environ == {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": "/home",
    }
