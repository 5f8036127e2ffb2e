from __future__ import annotations

import pytest

from infra.environment import HIGHEST_CONCURRENCY, read_environments
from infra.setting import SettingError
from tests.synthesis import template
from video_catalog import settings
from video_catalog.probe.limits import MIB, Limits
from video_catalog.settings import SettingsError, WorkerSettings
from video_catalog.worker.memory import OWN, TASK, limits

LEAST = 300 * MIB
"""What an 8K video needs."""


def test_knows_the_memory_of_its_task() -> None:
    found = {
        definition["Properties"]["Memory"]
        for definition in template()["Resources"].values()
        if definition["Type"] == "AWS::ECS::TaskDefinition"
        and "worker" in definition["Properties"]["Family"]
    }
    assert found == {str(TASK // MIB)}


@pytest.mark.parametrize("concurrency", range(1, HIGHEST_CONCURRENCY + 1))
def test_fits_into_the_task(concurrency: int) -> None:
    each = limits(concurrency)
    assert OWN + concurrency * (each.memory + each.bytes_read) <= TASK
    assert LEAST <= each.memory <= Limits().memory


def test_takes_as_many_in_flight_as_can_be_set() -> None:
    environment = {
        "WORKER_CONCURRENCY": str(HIGHEST_CONCURRENCY),
        "SCRATCH_DIRECTORY": "/scratch",
        "METRICS_NAMESPACE": "test",
    }
    assert settings.HIGHEST_CONCURRENCY == HIGHEST_CONCURRENCY
    assert WorkerSettings.read(environment).concurrency == HIGHEST_CONCURRENCY
    more = str(HIGHEST_CONCURRENCY + 1)
    with pytest.raises(SettingsError, match="WORKER_CONCURRENCY"):
        WorkerSettings.read(environment | {"WORKER_CONCURRENCY": more})
    with pytest.raises(SettingError, match="workerConcurrency"):
        read_environments({"workerConcurrency": more})
