"""Words of every sentence, folded: after « le lecteur », they are no name and no login."""

import re
from functools import lru_cache

from foundation.french import fold

_WORDS = """
    a actif adulte adultes affiche age ai ainsi album albums alors apparait appelle apres arrive as attend au aucun
    aucune aussi autre autres aux avait avant avec ayant bd barcode bien blocked bloque bloquee bonjour bug bugue car
    card
    cd ce ces cette chez classe code comme comment compte connait connecte connecter contre creer dans de deja
    demande depuis derriere des desormais dit document documents doit dont du dvd echoue elle emprunte en encore
    enfant enfants entre entrer erreur error est et etait essaie etre existe expire externe failed faisant fait
    false fantome faut ferme fonctionne fonctionnent grave groupe habite habitent has hier hors ici identifie il ils
    impossible inactif incident inconnu inconnue indique instrument interne introuvable invalide is jamais je jeu
    jeune jeunes jeux jusqu la laisse laser le les leur liseuse livre livres lors lorsque lui magazine magazines
    maintenant mais mal marche menu merci message met mettre mineur mineure moins mort mot mots mp3 n ne ni nom non
    none nos not notre nous nouveau nouvelle null numero oblige on ont optique ou oublie ouvert ouvre panne papier
    par parce parfois parle pas passe pendant perd perdu perdue periode peu peut peuvent plante plus portail pour
    pourquoi precise prend prenom pret prets probleme prolonge puis quand que quel quelle qui quoi rappelle rapporte
    recoit refus refuse refusee remis rend rendu rendus reserve reste retour revue revues rien roman romans sa sait
    sans sauf se ses session seul seule si signale site son sont sort souhaitant souhaite sous statut suite suivant
    suivante sur suspendu suspendue tablette telephone tente termine test the titre toujours tous tout toute tres
    trop trouve true un undefined une unknown utilise va valide venant venu vers veut via vide vient vieux voir voit
    vont vos votre voudrait vous was were y
"""
ORDINARY = frozenset(_WORDS.split())
_ENDINGS = re.compile(
    r"\w+(?:[ai]bles?|ments?|tions?|iques?|euse?s?|ante?s?|ees?|eurs?|ages?|aires?|[ae]nces?|ives?|ides?|aient|elles?)"
)
_ONSETS = (
    "bl br ch cl cr dr fl fr gl gr gn kh kl kr ph pl pn pr ps rh sc sh sk sl sm sn sp sq st sv th tr ts tz vl vr wh"
)
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]{2}")


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether it is a word of every sentence."""
    return all(part in ORDINARY for part in fold(word).split())


@lru_cache(maxsize=4096)
def looks_ordinary(word: str) -> bool:
    """Whether it may be a common word, known or not, by its ending: « introuvables », « connection »."""
    return is_ordinary(word) or (not begins_as_no_word(word) and bool(_ENDINGS.fullmatch(fold(word))))


@lru_cache(maxsize=4096)
def begins_as_no_word(word: str) -> bool:
    """Whether no French word begins so: « kbenali », « jdupont » are an initial and a name."""
    onset = _CONSONANTS.match(word.lower())
    return bool(onset) and word[:2].lower() not in _ONSETS and len(word) > 4
