"""A ready world for demos: one bot, a staff group with topics, and a few people who speak different languages."""

from dataclasses import dataclass

from simulator.sim import Simulator
from simulator.state import Bot, BotRights, Group, User

PERSONAS = (("Amina", "ar"), ("Moussa", "fr"), ("John", "en"), ("Lucía", "es"))
STAFF = (("Camille", "Martin"), ("Karim", "Benali"))


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """Who is there in a demo."""

    bot: Bot
    group: Group
    staff: tuple[User, ...]
    people: tuple[User, ...]


def populate(sim: Simulator, token: str, *, name: str = "Relais", group_id: int | None = None) -> DemoWorld:
    """Fill a simulator for a demo; the bot is an admin of the staff group with every right it needs."""
    bot = sim.add_bot(token, name=name)
    group = sim.add_group("Équipe Relais", forum=True, bot_rights=BotRights(), id=group_id)
    staff = tuple(sim.add_user(first, last_name=last, language_code="fr") for first, last in STAFF)
    for number, member in enumerate(staff):
        sim.join(group, member, admin=True, owner=number == 0)
    people = tuple(sim.add_user(first, language_code=language) for first, language in PERSONAS)
    return DemoWorld(bot, group, staff, people)
