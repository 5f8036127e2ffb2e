"""The key authorizer: only requests with the API key pass."""

from __future__ import annotations

from typing import Final

from aws_cdk import (
    Duration,
    RemovalPolicy,
    aws_apigateway as apigateway,
    aws_kms as kms,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

from infra.environment import CpuArchitecture
from infra.foundation.python_function import PythonFunction
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

API_KEY_HEADER: Final = "x-api-key"
PAGE_HEADER: Final = "Authorization"
KEY_HEADERS: Final = (API_KEY_HEADER, PAGE_HEADER)
"""Whatever a request may bring the key in: neither a log nor a service may see them."""

API_KEY_LENGTH: Final = 48
CACHE_TTL: Final = Duration.seconds(60)
"""How long API Gateway keeps an answer: a replaced key passes for as long after the function has
forgotten it."""


class KeyAuthorizer(Construct):
    """A generated API key, and the function that compares a request's key with it.

    The function stands outside the network: it needs nothing but Secrets Manager, and starts
    faster.

    Attributes:
        secret: the API key, as a plain string.
        function: what compares; the composer lets it read the secret.
        authorizer: for the methods of programs.
        page_authorizer: for those of browsers, which send the key as a password.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        log_groups: LogGroups,
        cpu_architecture: CpuArchitecture,
    ) -> None:
        super().__init__(scope, construct_id)
        self.secret = secretsmanager.Secret(
            self,
            "ApiKey",
            secret_name=naming.regional("secret", "api-key"),
            description="API key of the metadata API, in the header x-api-key",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                # What a header carries without quoting.
                exclude_punctuation=True,
                password_length=API_KEY_LENGTH,
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.function = PythonFunction(
            self,
            "Function",
            naming=naming,
            key=key,
            log_groups=log_groups,
            cpu_architecture=cpu_architecture,
            name="authorizer",
            description="Admits requests that carry the API key",
            environment={"API_KEY_SECRET_ARN": self.secret.secret_arn},
            timeout=Duration.seconds(10),
        )
        self.authorizer = self._authorizer(
            "Authorizer", naming.regional("authorizer"), API_KEY_HEADER
        )
        self.page_authorizer = self._authorizer(
            "PageAuthorizer", naming.regional("authorizer", "page"), PAGE_HEADER
        )

    def _authorizer(
        self, construct_id: str, name: str, header: str
    ) -> apigateway.RequestAuthorizer:
        return apigateway.RequestAuthorizer(
            self,
            construct_id,
            authorizer_name=name,
            handler=self.function.function,
            identity_sources=[apigateway.IdentitySource.header(header)],
            results_cache_ttl=CACHE_TTL,
        )
