"""What giving drafts up does, said before it is done (ADR 0008)."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType

from convention.models import Convention
from foundation.french import count
from foundation.models import StoredDocument


def told(drafts: Sequence[Convention]) -> str:
    """What goes and what stays: the drafts leave all that counts; their numbers and papers are kept."""
    left = "les listes, la couverture et les contrôles de dates."
    if len(drafts) == 1:
        said = [f"Ce brouillon quittera {left}", f"Son numéro, {drafts[0].number}, ne servira à aucune autre."]
    else:
        said = [f"Ces {len(drafts)} brouillons quitteront {left}", "Leurs numéros ne serviront à aucune autre."]
    if papers := _papers(drafts):
        verb, adjective = ("reste", "lisible") if papers == 1 else ("restent", "lisibles")
        where = "sur sa page" if len(drafts) == 1 else "sur leurs pages"
        said.append(f"{count(papers, 'document')} {verb} {adjective} {where}, sans valeur.")
    return " ".join([*said, "C’est définitif : pour y revenir, il faudra générer une nouvelle convention."])


def _papers(drafts: Sequence[Convention]) -> int:
    kept = StoredDocument.objects.filter(about_type=ContentType.objects.get_for_model(Convention))
    return kept.filter(about_id__in=[draft.pk for draft in drafts]).count()
