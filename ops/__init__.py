"""Embedded PostgreSQL and NATS, deployment, backup, dashboards, bench."""
