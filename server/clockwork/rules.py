"""The rules, in the order in which they run."""

from server.clockwork.deadlines import Deadlines
from server.clockwork.duplicates import judge as duplicates
from server.clockwork.epochs import EpochCare, match_by_this_month
from server.clockwork.expiring import Expiring
from server.clockwork.following import Following
from server.clockwork.modus import judge as modus
from server.clockwork.recomputed import asked
from server.clockwork.recomputed import judge as recomputed
from server.clockwork.round import Rule
from server.clockwork.withdrawals import judge as withdrawals
from server.erasure.completing import Completing
from server.erasure.saga import judge as erasures
from server.rules import Rules


def all_rules(rules: Rules) -> tuple[Rule, ...]:
    """Every rule, at the place where it resumes.

    What moved is looked at before what ran out: an event that came in late is told with the clocks as they
    were, and a deadline that it moved does not lapse first.
    """
    return (
        Following("recomputed", "clocks_moved.sql", recomputed, asked(rules.clocks)),
        Deadlines(),
        Expiring(),
        Following("withdrawals", "consents_changed.sql", withdrawals),
        Following("duplicates", "persons_entered.sql", duplicates, first=match_by_this_month),
        Following("modus", "handles_entered.sql", modus, first=match_by_this_month),
        Following("erasures", "erasures_approved.sql", erasures),
        Completing(),
        EpochCare(),
    )
