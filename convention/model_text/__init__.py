"""The model convention that the product ships, in its own words, for the demo and as a starting point (R01)."""

from convention.model_text.loader import load_model_text

__all__ = ["load_model_text"]
