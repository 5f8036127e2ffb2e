"""Logs, alarms and the dashboard."""
