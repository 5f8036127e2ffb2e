"""Requests of the embedded API Gateway to a load balancer, whose address no resolver knows."""

from __future__ import annotations

import http.client
import io
import urllib.request
from typing import Final
from urllib.parse import urlsplit
from urllib.response import addinfourl

from local.emulation.calls import PORT

DOMAIN: Final = ".elb.amazonaws.com"


class LoadBalancerHandler(urllib.request.BaseHandler):
    """Leads requests to load balancers back here, to where ministack answers for them by name."""

    # Before the header Host is set from the address.
    handler_order = 400

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        """Change the address."""
        parts = urlsplit(request.full_url)
        host = parts.hostname or ""
        if host.endswith(DOMAIN):
            # ministack's addresses are NAME-ID.REGION.elb.amazonaws.com.
            name = host.split(".")[0].rpartition("-")[0]
            query = f"?{parts.query}" if parts.query else ""
            request.full_url = f"http://127.0.0.1:{PORT}/_alb/{name}{parts.path}{query}"
        return request

    def http_response(
        self, _request: urllib.request.Request, response: http.client.HTTPResponse
    ) -> addinfourl:
        """Read it whole: ministack would read an error where it should be sending it."""
        body = io.BytesIO(response.read())
        whole = addinfourl(body, response.headers, response.url, response.status)
        # What urllib's own handlers read, and their types leave out.
        whole.msg = response.msg  # type: ignore[attr-defined]
        return whole


def route() -> None:
    """Have all requests of this process go through it."""
    urllib.request.install_opener(urllib.request.build_opener(LoadBalancerHandler))
