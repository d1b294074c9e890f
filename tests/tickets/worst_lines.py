"""Lines on which a careless pattern would lose itself: each is repeated to make a pasted log."""

WORST_LINES = [
    '2027-03-15 10:22:33,123 INFO [sip2-4] 192.168.1.10 "GET /notice?id=123 HTTP/1.1" 200 5123 durée 12 ms\n',
    "1234567890", "12 ", "a@", "@", "Aa ", "A-", "Mme ", "né le ", "1.1.", "12 rue de ", "d'", "naissance ",
    "jean ", "Mme Durand Jean ", "lecteur kbenali attend ", "carte n° ", "carte de Jean refusée, ",
    "nom=DUPONT refusé;", "a [at] ",
    "a at b.", "l’enfant s’appelle Zed, ", "carte 5521 ", "user=sophie refusé, ", "FR76 3000 ",
    "nom;prenom;carte\n", "nom;prenom;", 'nom;"', "Martin;Sophie;22900012345678\n", "Nzed;Ytrane;22900012345678;",
    "Zed Hamrouche\n22900012345678\n", "zoubida hamrouche carte 22900012345678 ", "A0123456 est son n° de carte ",
    "J. Perrault (22900012345678) ", "Perrault, carte 22900012345678 : Zed, ", "22900012345678 (Zed, Yves) ", "J. A. ",
    "mot de passe : azerty12 ", "mot de passe du portail ", "identifiant portail : jperrault61 / azerty12 ",
    "abonné 4512 ", "patron_id=4512 ", "1 85 03 78 123 456 42 ", "nom : Zed Prénom : ", "la lectrice marie s'est ",
]  # fmt: skip
