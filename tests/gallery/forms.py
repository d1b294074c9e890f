"""A form with one field of every kind."""

from django import forms


class SpecimenForm(forms.Form):
    """Fields in two groups, the last one left out of them."""

    fieldsets = [
        ("La commune", ["commune", "partners", "signed_on"]),
        ("Le dossier", ["kind", "modules", "remark", "scan"]),
    ]

    commune = forms.ChoiceField(
        label="Commune",
        choices=[("", "Choisir…"), *((str(n), f"Commune-{n:02}") for n in range(1, 40))],
        widget=forms.Select(attrs={"data-choice": True}),
        help_text="Les communes qui ont déjà une convention en vigueur ne sont pas proposées.",
    )
    partners = forms.MultipleChoiceField(
        label="Communes voisines",
        required=False,
        choices=[(str(n), f"Commune-{n:02}") for n in range(1, 40)],
        widget=forms.SelectMultiple(attrs={"data-choice": True}),
    )
    signed_on = forms.DateField(label="Date de signature", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label="Établissement",
        choices=[("M", "municipal"), ("A", "associatif")],
        widget=forms.RadioSelect,
        help_text="Les statuts le disent.",
    )
    modules = forms.MultipleChoiceField(
        label="Modules",
        required=False,
        choices=[("C", "catalogage"), ("P", "circulation")],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(label="Remarque", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    scan = forms.FileField(label="Exemplaire signé", required=False, help_text="PDF, 25 Mo au plus.")
    agreed = forms.BooleanField(label="J’ai relu le texte")
