"""Body and disclosures: the one format in which events travel and are stored (docs/envelope.md).

The code stands in `body` (shapes), `jws` (outer form), `disclosures` and `canonical`; import from here.
"""

from __future__ import annotations

from domain.body import Body, Disclosure, Plain, Proposed, Signed, Signer

__all__ = ["Body", "Disclosure", "Plain", "Proposed", "Signed", "Signer"]
