"""Files that people hand in: what they are by their content, and which are refused, with the reason and the remedy."""
