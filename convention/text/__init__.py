"""The text of a convention, apart from any database: read, checked, filled in, compared.

The order of use: `parse` reads a plain text, `proposals.accept` turns its gaps into variables, `variables.check` says
what is wrong before saving, `render` writes the text for one commune, `markup` makes HTML of it, `difference` compares.
"""
