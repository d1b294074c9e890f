"""The one staged import (design: imports): upload, columns, preview, confirmation, report, undo. See docs/adr/0007.

An app declares what a line means and registers it from `AppConfig.ready`:

    kinds.register(ImportKind(
        name="editeurs", label="titulaires du marché", model=Vendor, columns=(Column("name", "Nom", required=True),),
        identity=("name",), may=may_manage_network,
    ))

The rest (screens, errors by line and column, duplicates, jobs, report, undo) is the same for every kind.
"""
