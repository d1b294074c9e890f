"""The models of the SIGB."""

from ils.models.grant import Grant

__all__ = ["Grant"]
