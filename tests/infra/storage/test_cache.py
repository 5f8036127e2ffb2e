from __future__ import annotations

from tests.synthesis import only, properties_by, resources, template


def test_development_is_available_and_encrypted_at_rest() -> None:
    cache = only(template(), "AWS::ElastiCache::ReplicationGroup")
    expected = {
        "ReplicationGroupId": "cache-dev",
        "Engine": "redis",
        "NumCacheClusters": 2,
        "MultiAZEnabled": True,
        "AutomaticFailoverEnabled": True,
        "AtRestEncryptionEnabled": True,
        "TransitEncryptionEnabled": False,
        "SnapshotRetentionLimit": 0,
        "Port": 6380,
    }
    assert {name: cache[name] for name in expected} == expected
    assert "AuthToken" not in cache


def test_production_encrypts_in_transit_and_demands_a_generated_token() -> None:
    stack = template(profile="production")
    cache = only(stack, "AWS::ElastiCache::ReplicationGroup")
    ids = {
        each["Properties"]["Name"]: logical_id
        for logical_id, each in resources(stack, "AWS::SecretsManager::Secret").items()
    }
    assert cache["TransitEncryptionEnabled"] is True
    assert cache["AuthToken"] == {
        "Fn::Join": [
            "",
            [
                "{{resolve:secretsmanager:",
                {"Ref": ids["secret-cache-dev"]},
                ":SecretString:::}}",
            ],
        ]
    }
    secret = properties_by(stack, "AWS::SecretsManager::Secret", "Name")["secret-cache-dev"]
    assert secret["GenerateSecretString"] == {"ExcludePunctuation": True, "PasswordLength": 64}


def test_number_of_nodes_is_a_setting() -> None:
    cache = only(template(cacheNodes="3"), "AWS::ElastiCache::ReplicationGroup")
    assert cache["NumCacheClusters"] == 3


def test_logs_go_to_declared_groups() -> None:
    stack = template()
    groups = resources(stack, "AWS::Logs::LogGroup")
    cache = only(stack, "AWS::ElastiCache::ReplicationGroup")
    destinations = {
        each["LogType"]: groups[
            each["DestinationDetails"]["CloudWatchLogsDetails"]["LogGroup"]["Ref"]
        ]["Properties"]["LogGroupName"]
        for each in cache["LogDeliveryConfigurations"]
    }
    assert destinations == {
        "slow-log": "log-group-cache-slow-log-dev",
        "engine-log": "log-group-cache-engine-log-dev",
    }
