"""The registry is found without a scan of the log."""

import re
from pathlib import Path

import psycopg

from domain.catalogue import REGISTRY

LIST = re.compile(r"split_part\(topic, '.', 2\) IN \((.*?)\)", re.DOTALL)


def listed(path: Path) -> set[str]:
    found = LIST.search(path.read_text())
    assert found
    return set(re.findall(r"'(\w+)'", found[1]))


def test_query_and_index_name_every_registry_type(project: Path) -> None:
    query = listed(project / "server/log/registry_rows.sql")
    index = listed(project / "server/migrations/0019_tree.sql")
    assert query == index
    assert {each.name for each in REGISTRY.values() if each.stream == "registry"} <= query


def test_the_plan_uses_the_index(project: Path, database: str) -> None:
    query = (project / "server/log/registry_rows.sql").read_text().replace("%(after)b", "0")
    with psycopg.connect(database) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute(f"EXPLAIN {query}").fetchall()
    assert "log_registry" in str(plan)
