"""The second verifier: one page for browsers that checks a dossier without a server and without a network.

`verify.html` is made from `src/` by `python -m jejak_client.verify.page`; it shares no code with the verifier
in Python, and finds the same.
"""
