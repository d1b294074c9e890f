"""What only the pages of the desk show: a working time."""

from django import template

from tickets.clocks import explanation

register = template.Library()


@register.filter
def spent(duration):
    """A working time: « 2 h 05 »."""
    return explanation.spent(duration)
