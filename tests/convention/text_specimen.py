"""A convention in miniature, written for the tests, with the traps of real ones: gaps, page breaks, mixed headings."""

SPECIMEN = """

CONVENTION POUR LE PRET D'UN CATALOGUE ENTRE LA COMMUNAUTE URBAINE VAL DE BRUME & AUNE ET LA COMMUNE DE XXX

ARTICLE 1 : BUT

La Communauté urbaine prête un catalogue à la commune **XXX**. La commune XXX s'en sert.

ARTICLE 2 : LES REGLES

Article 2.1 : Pour tous

Chacun veille à :

- tenir les notices à jour,
- prévenir les autres,

- rendre compte (courriels, appels...) ;
- suivre la charte en annexe

Article 2.2 : Le service & les « outils »

Le service tient les registres et les

comptes du réseau. Il répond aux questions.

Les logiciels sont hébergés par ... et prêtés par la Communauté urbaine VB&A.

Le contrat de maintenance est souscrit auprès D4TA. Ce dernier assure la fourniture de l'hébergement.

ARTICLE 3 : ARGENT

Partage des frais :

- le catalogue revient à la Communauté urbaine VB&A ;

Reprise des notices :

La Communauté urbaine VB&A règle la reprise.

Ligne internet :

La Commune règle sa ligne. Une aide du Département des Landes est espérée.

ARTICLE 4 : DUREE

La présente convention prend effet le Elle est conclue pour une durée de 3 ans.

ARTICLE 5 : LITIGES

Le tribunal administratif de Pau tranche.

Fait en 2 exemplaires, à Brumeville, le

Pour la commune de XXX Le Maire,\tPour la Communauté urbaine Val de Brume & Aune, La Présidente, Ada VERNE-HOULE
---\t---
"""
