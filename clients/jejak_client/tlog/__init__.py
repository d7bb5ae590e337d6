"""Transparency-log formats, exactly as C2SP and RFC 6962 / RFC 9162 have them: no I/O, no clock, no keys kept.

Server, witness and verifier all read and write through these modules, so that they cannot disagree on a byte.
"""
