"""The rules, in the order in which they run."""

from server.clockwork.duplicates import judge as duplicates
from server.clockwork.expiring import Expiring
from server.clockwork.following import Following
from server.clockwork.modus import judge as modus
from server.clockwork.round import Rule
from server.clockwork.withdrawals import judge as withdrawals


def all_rules() -> tuple[Rule, ...]:
    """Every rule, at the place where it resumes."""
    return (
        Expiring(),
        Following("withdrawals", "consents_changed.sql", withdrawals),
        Following("duplicates", "persons_entered.sql", duplicates),
        Following("modus", "handles_entered.sql", modus),
    )
