"""Which way PostgreSQL can be run on a directory: it refuses root, so root must step aside."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.failures import CannotRunHere

REACHES = 'test -x "$0" && test -d "$1"'


@dataclass(frozen=True)
class Route:
    """A way to run a program: a command before it, an account to change to, the owner its files must have."""

    prefix: tuple[str, ...] = ()
    account: tuple[int, int] | None = None
    owner: tuple[int, int] | None = None

    def reaches(self, program: Path, directory: Path) -> bool:
        """Whether the program can be run and the directory be found this way."""
        uid, gid = self.account or (None, None)
        try:
            probe = subprocess.run(
                [*self.prefix, "/bin/sh", "-c", REACHES, str(program), str(directory)],
                user=uid,
                group=gid,
                extra_groups=[] if self.account else None,
                cwd="/",
                capture_output=True,
                timeout=10,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return probe.returncode == 0


def route_to(program: Path, directory: Path) -> Route:
    """The first way that works; the directory then belongs to the account of that way.

    Raises CannotRunHere when there is none.
    """
    for route in routes(directory):
        if route.reaches(program, directory):
            hand_over(directory, route)
            return route
    raise CannotRunHere(
        f"PostgreSQL does not run as root, and no other account can reach {directory} and {program}: "
        "start as an ordinary user, or choose places that other accounts may enter."
    )


def hand_over(path: Path, route: Route) -> None:
    """Gives a file or a directory with all in it to the account of the route, where it belongs to another."""
    if route.owner is None or (path.stat().st_uid, path.stat().st_gid) == route.owner:
        return
    for folder, _, files in os.walk(path, topdown=False):  # the top last: it tells whether all is done
        for name in files:
            os.chown(Path(folder) / name, *route.owner, follow_symlinks=False)
        os.chown(folder, *route.owner)
    os.chown(path, *route.owner)


def routes(directory: Path) -> Iterator[Route]:
    """The ways this account has, the plainest first."""
    if os.geteuid() != 0:
        yield Route()
        return
    account = _account(directory)
    yield Route(account=account, owner=account)
    if shutil.which("unshare"):  # root appears as another uid inside; outside the files stay root's
        yield Route(prefix=("unshare", "--user", "--map-user=65534", "--map-group=65534"), owner=(0, 0))
    if shutil.which("setpriv"):  # where user namespaces are forbidden, as in most containers
        yield Route(prefix=_setpriv(account), owner=account)


def _setpriv(account: tuple[int, int]) -> tuple[str, ...]:
    """Another account that keeps one power of root: to enter directories closed to others.

    PostgreSQL asks access(2) about its own programs, which forgets that power but for `no_setuid_fixup`.
    """
    uid, gid = account
    keep = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override")
    fixed = ("--securebits=+no_setuid_fixup", "--no-new-privs")
    return ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *keep, *fixed)


def _account(directory: Path) -> tuple[int, int]:
    """The account that owns the directory already, else `postgres`, else `nobody`."""
    owner = directory.stat()
    if owner.st_uid != 0:
        return owner.st_uid, owner.st_gid
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return 65534, 65534
