"""What each agency has to do next."""
