"""What a word with a capital may be near a card number, other than a name: a place, a product, a state, a function."""

from tickets.redaction.called import NAMED_THINGS
from tickets.redaction.names import FUNCTIONS

_PLACES = """
    allee annexe avenue bibliotheque boulevard bourg centre chateau cinema college commune conservatoire creche ecole
    espace ferme foret gymnase hopital impasse jardin lycee mairie maison maternelle mediatheque musee parc place pole
    pont quai quartier rue saint sainte salle square stade station theatre village ville
"""
NAMED_AFTER = frozenset(_PLACES.split())
_PRODUCTS = """
    accueil acces access adobe alerte amazon android apache api app apple assistance auto automate automatique bonne
    borne borrower caisse central chef chrome cloud communaute compagnie control data database debian dell dvd edition
    editions epson equipe etat explorer exception express failed failure firefox found game galaxy general google gmail
    harry hp ibm intel internet invalid ipad iphone item java journee lenovo library linux loan login manager media
    microsoft mode monde mozilla mysql nintendo not number numerique office oracle orange outlook pack patron
    playstation postgresql premier prince print pro public query record renewal request reseau samsung scanner security
    self server service services session software sony standard studio support switch system systeme team thread
    timeout tome transaction type ubuntu update urbaine user vendor version visual vol volume vu vue voici
    web wii windows word xbox
"""
THINGS = NAMED_THINGS | FUNCTIONS | NAMED_AFTER | frozenset(_PRODUCTS.split())
_STATES = """
    abonne activation active adherent ancien ancienne annulation annule anomalie archive arret attendu attente aussi
    autorise badge barcode blocage bon bonne capture case cause cellule checkin checkout cherche choix cle client
    clientele collection collectivite complet conforme connecte connexion copie correct correction cote creation
    cree creer cycle debut defaut delai demande depart dernier derniere desactive description detail differe doc
    done doublon droit duree ecart echec email emprunt envoi essai etape etudiant etudiante ex exemplaire exemple
    expire expired extrait famille faux feminin femme fiche fin fine fixe forme gratuit groupe heure historique hold
    homme idem identique identite import inactive incorrect info inverse ip jeunesse jour journal key lecture
    libelle lien ligne log logs loisir lot lu masculin max membre min mise mobile modele modification montant motif
    natif nature neuf normal normale note notice nouvel occupe ok operation option ordre origine outil ouvert ouverte
    pareil partiel payant perime periode perte photo piece plan point porte pose post premiere present presse prive
    probleme process processing produit professeur prolongation propre puce puis purge quota rappel rate reader
    received recherche recu reduit ref reference refus regle reinscription relance remarque renew renewals renewed
    repetition reponse resident resolu response result resultat retard retire retraite reussi reussite sauf scan
    scanne scolaire senior sens serie simple solde solution sortie source statut stop succes success sujet
    suppression suspect suspension synchro tag tarif teste texte ticket total trace traite transfert travail unique
    urgent usage vacances valeur valide value verification verrou visiteur voila zone
"""
STATES = frozenset(_STATES.split())
