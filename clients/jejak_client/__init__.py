"""What agencies and auditors install: SDK, outbox, verifier, CLI verbs."""
