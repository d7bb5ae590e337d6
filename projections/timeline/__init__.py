"""Every event of a case with both clocks, and who received it when."""
