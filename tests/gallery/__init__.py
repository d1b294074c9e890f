"""A page that shows every part of the pages at once: looked at by people, checked by axe and by the browser tests."""
