"""What can happen: one module per chapter, one class per event type."""
