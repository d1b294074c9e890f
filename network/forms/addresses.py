"""The words of a form about an e-mail address, the same on each."""

INVALID_EMAIL = {"email": {"invalid": "Écrivez une adresse e-mail entière, comme prenom.nom@exemple.fr."}}
