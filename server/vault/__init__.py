"""Keys and sealing of disclosures."""
