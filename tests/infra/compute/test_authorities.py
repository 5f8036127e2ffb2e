"""The certificate authorities of RDS that image and rotation carry."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from infra.foundation.function_bundle import bundle_files
from infra.foundation.python_function import FUNCTIONS
from infra.foundation.rotation import AUTHORITIES
from tests.infra.test_regions import node_types
from tests.synthesis import ROOT

REGIONS = {path.stem: path for path in sorted(AUTHORITIES.glob("*.pem"))}


@pytest.mark.parametrize("region", REGIONS)
def test_each_region_has_its_own_authorities_alone(region: str) -> None:
    found = x509.load_pem_x509_certificates(REGIONS[region].read_bytes())
    names = {
        str(each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value) for each in found
    }
    assert all(name.startswith(f"Amazon RDS {region} ") for name in names)
    # What RDS gives a new instance.
    assert f"Amazon RDS {region} Root CA RSA2048 G1" in names
    for each in found:
        each.verify_directly_issued_by(each)
        assert each.not_valid_after_utc > datetime.now(UTC) + timedelta(days=365)


def test_documentation_says_which_regions_have_none() -> None:
    page = (ROOT / "docs" / "regions.md").read_text()
    (row,) = re.findall(r"(?m)^\| (.+) \| the authorities of RDS", page)
    assert row.split(", ") == sorted(node_types().keys() - REGIONS.keys())


def test_rotation_carries_them() -> None:
    files = bundle_files(FUNCTIONS / "rotation", python_version="3.14", data=AUTHORITIES)
    assert {Path(name).stem for name in files if name.startswith("rds-authorities/")} == set(
        REGIONS
    )


def test_image_carries_them_where_the_services_look() -> None:
    services = ROOT / "services"
    assert "COPY rds-authorities /opt/rds-authorities\n" in (services / "Dockerfile").read_text()
    assert "!rds-authorities\n" in (services / ".dockerignore").read_text()
