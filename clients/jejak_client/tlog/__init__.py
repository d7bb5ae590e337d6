"""Formats of transparency logs, as C2SP, RFC 6962 and RFC 9162 have them: no I/O, no clock, no keys kept.

Server, witness and verifier all read and write through these modules, so that they cannot disagree on a byte.
"""
