"""What holds for every policy of the collection."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import runpy
import subprocess
import sys
from pathlib import Path

import cfnlint
import pytest

import policies
from policies import POLICIES, Policy, ResourcePolicy
from policies.catalogue import catalogue
from policies.resource_types import RESOURCE_TYPES, ResourceType

ROOT = Path(__file__).parents[2]
PACKAGES = [module.name for module in pkgutil.iter_modules(policies.__path__) if module.ispkg]
KNOWN_TYPES = set(RESOURCE_TYPES) | set(
    json.loads(
        (Path(cfnlint.__file__).parent / "data/schemas/providers/us-east-1.json").read_text()
    )
)

each_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
each_package = pytest.mark.parametrize("package", PACKAGES)


def written(package: str) -> set[type[Policy]]:
    """The policies that the files of a family hold."""
    path = Path(policies.__file__).parent / package
    modules = [
        importlib.import_module(f"policies.{package}.{module.name}")
        for module in pkgutil.iter_modules([str(path)])
    ]
    return {
        member
        for module in modules
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, Policy)
        and "id" in vars(member)
        and member.__module__ == module.__name__
    }


def test_ids_are_unique() -> None:
    ids = [policy.id for policy in POLICIES]
    assert sorted(ids) == sorted(set(ids))


def test_titles_are_unique() -> None:
    titles = [policy.title for policy in POLICIES]
    assert sorted(titles) == sorted(set(titles))


@each_package
def test_every_policy_that_is_written_is_in_the_collection(package: str) -> None:
    family = importlib.import_module(f"policies.{package}").POLICIES
    assert written(package) == {type(policy) for policy in family}
    assert set(family) <= set(POLICIES)


def test_every_policy_belongs_to_a_package() -> None:
    packages = [f"policies.{package}" for package in PACKAGES]
    assert {type(policy).__module__.rpartition(".")[0] for policy in POLICIES} == set(packages)


@each_package
def test_a_package_is_one_family_and_says_what_it_holds(package: str) -> None:
    module = importlib.import_module(f"policies.{package}")
    (family,) = {policy.family for policy in module.POLICIES}
    assert family.lower() in package
    assert re.fullmatch(r"[A-Z].+\.", module.__doc__ or "")


@each_policy
def test_an_id_is_well_formed(policy: Policy) -> None:
    assert re.fullmatch(r"[A-Z]{2,10}-[1-9][0-9]*", policy.id)


@each_policy
def test_a_policy_is_alone_in_its_file_which_begins_with_its_id(policy: Policy) -> None:
    module = sys.modules[type(policy).__module__]
    package, name = module.__name__.split(".")[-2:]
    assert module.__doc__ == f"{policy.id}."
    assert [each for each in written(package) if each.__module__.endswith(f".{name}")] == [
        type(policy)
    ]


@each_policy
def test_a_policy_has_a_table_of_tests_of_its_own(policy: Policy) -> None:
    package, name = type(policy).__module__.split(".")[-2:]
    table = ROOT / "tests" / "policies" / package / f"test_{name}.py"
    assert type(policy).__name__ in table.read_text()


@each_policy
def test_a_title_states_the_compliant_condition(policy: Policy) -> None:
    assert re.fullmatch(r"[A-Z].+\.", policy.title)
    assert not re.search(r"\b(ensures?|should|must)\b", policy.title, re.IGNORECASE)


@each_policy
def test_the_rationale_and_the_remedy_are_sentences(policy: Policy) -> None:
    assert re.fullmatch(r"[A-Z].+\.", policy.rationale)
    assert re.fullmatch(r"[A-Z].+\.", policy.remedy)


@each_policy
def test_the_source_can_be_looked_up(policy: Policy) -> None:
    assert re.search(r"https://docs\.|decisions? [0-9]|client requirement|ADR [0-9]", policy.source)
    assert not policy.source.endswith(".")


@each_policy
def test_the_types_it_judges_exist(policy: Policy) -> None:
    if isinstance(policy, ResourcePolicy):
        assert set(policy.resource_types) <= KNOWN_TYPES
        assert len(set(policy.resource_types)) == len(policy.resource_types)


@pytest.mark.parametrize("row", RESOURCE_TYPES.values(), ids=lambda row: row.type)
def test_what_the_table_says_of_deletion_is_judged(row: ResourceType) -> None:
    by_id = {policy.id: policy for policy in POLICIES}
    for policy_id in re.findall(r"DESTROY-[0-9]+", row.deletion):
        policy = by_id[policy_id]
        assert isinstance(policy, ResourcePolicy)
        assert row.type in (policy.resource_types or RESOURCE_TYPES)


def test_the_page_has_every_policy_and_every_type() -> None:
    page = catalogue()
    assert re.findall(r"^### (.+)$", page, re.MULTILINE) == [policy.id for policy in POLICIES]
    for policy in POLICIES:
        assert f"**{policy.title}**\n\n{policy.rationale}\n\n- Remedy: {policy.remedy}\n" in page
    for name in RESOURCE_TYPES:
        assert f"\n| `{name}` | " in page


def test_what_the_page_links_is_there() -> None:
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", catalogue())}
    files = {link for link in links if link}
    assert "adr/0001-judge-the-template-correct-the-tree.md" in files
    assert all((ROOT / "docs" / link).exists() for link in files)


def test_the_page_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("policies", run_name="__main__")
    assert capsys.readouterr().out == catalogue()


def test_the_page_says_that_it_is_generated() -> None:
    assert "Generated by `make docs`" in catalogue().partition("## ")[0]


def test_importing_the_policies_loads_no_cdk() -> None:
    program = "import sys, policies.catalogue; print({'aws_cdk', 'jsii'} & set(sys.modules))"
    printed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert printed.stdout.strip() == "set()"
