"""The name staff see instead of a person's: an animal and a number, always the same for one conversation."""

import hashlib

_ANIMALS = (
    "Abeille Alouette Belette Bergeronnette Biche Blaireau Bouvreuil Buse Castor Cerf Chamois Chardonneret Chevreuil "
    "Chouette Cigale Cigogne Coccinelle Colombe Coucou Cygne Dauphin Écureuil Épervier Étourneau Faisan Faon Faucon "
    "Fauvette Furet Gazelle Geai Goéland Grillon Grive Grue Hérisson Hermine Héron Hibou Hirondelle Huppe Ibis Lapin "
    "Lièvre Linotte Loriot Loutre Lynx Marmotte Martinet Merle Mésange Milan Moineau Mouette Oie Panda Papillon "
    "Pélican Perdrix Phoque Pic Pinson Pivert Pluvier Rossignol Roitelet Rougegorge Sarcelle Serin Sittelle Tortue "
    "Tourterelle Truite Vanneau"
).split()


def pseudonym(conversation_id: str) -> str:
    """A name such as "Héron 42" for a conversation id; 75 animals times 900 numbers."""
    number = int.from_bytes(hashlib.sha256(conversation_id.encode()).digest()[:8])
    return f"{_ANIMALS[number % len(_ANIMALS)]} {100 + number // len(_ANIMALS) % 900}"
