"""A police file as police and prosecutor state it, side by side."""
