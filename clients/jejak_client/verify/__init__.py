"""The offline verifier: what a dossier, or an entry with its proof, shows without the server that made it.

It shares no code with the server but the formats of the log, reads no clock and no network, and takes nothing
for shown that it has not checked. What it can find is listed in codes.md; how a verdict is read, in
docs/evidence.md.
"""
