"""A person with a telephone, a small real directory and the real understanding: everything but the messenger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.catalogue import Catalogue
from bot.dialogue import Guide
from bot.directory import Access, Audience, Directory, Phone, Place, Service, Taxonomy
from bot.model import Case, Choice, Conversation, Inbound, Kind, Location, Media, Outbound, Sender, Turn, plain
from bot.resources import folder
from bot.understanding import Understander
from bot.understanding.emergency import Emergency

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, 11:00 in Paris
GARE_DU_NORD = (48.8809, 2.3553)
CHECKED = date(2026, 11, 12)


def place(key: str, name: str, category: str, lat: float, lon: float, hours: str | None, **more: object) -> Place:
    service = Service(category, hours=hours)
    fields: dict[str, object] = {
        "address": f"{len(name)} rue du Test",
        "postcode": "75010",
        "city": "Paris",
        "checked_at": CHECKED,
        "services": (service,),
        "source": "test",
    }
    return Place(id=f"t:{key}", name=name, lat=lat, lon=lon, **{**fields, **more})  # type: ignore[arg-type] # any field


FREE, WOMEN, CALL = Access(free=True), Audience(genders=("women",)), (Phone("01 45 20 80 16"),)
PLACES = (
    place("petitot", "Bains-douches Petitot", "shower", 48.8757, 2.3839, "Mo-Su,PH 07:00-18:00", access=FREE),
    place("oberkampf", "Bains-douches Oberkampf", "shower", 48.8644, 2.3745, "Mo-Su,PH 07:30-13:00"),
    place("matin", "Douches du matin", "shower", 48.8812, 2.3601, "Mo-Su,PH 06:00-09:00"),
    place("femmes", "Douches des femmes", "shower", 48.883, 2.357, "Mo-Su,PH 08:00-20:00", audience=WOMEN),
    place("eglise", "Église Saint-Test", "food_distribution", 48.8805, 2.3560, "Mo-Su,PH 11:00-14:00", worship=True),
    place("midi", "Restaurant solidaire", "food_distribution", 48.884, 2.361, "Mo-Fr,PH 11:00-14:00"),
    place("soir", "Soupe du soir", "food_distribution", 48.8845, 2.3655, "Mo-Su,PH 19:00-21:00", phones=CALL),
    place("vieux", "Repas d'autrefois", "food_distribution", 48.886, 2.37, None, checked_at=date(2014, 1, 1)),
    place("nuit", "Halte de nuit", "overnight_stop", 48.879, 2.352, "Mo-Su,PH 20:00-08:00"),
    place("jour", "Accueil de jour", "day_hosting", 48.882, 2.35, "Mo-Fr,PH 08:00-17:00"),
    place("medecin", "Permanence de soins", "general_practitioner", 48.878, 2.358, "Mo-Fr,PH 09:00-17:00"),
    place("samedi", "Vestiaire du samedi", "clothing", 48.8795, 2.36, "Sa 10:00-12:00; PH off"),
    place("bordeaux", "Repas à Bordeaux", "food_distribution", 44.84, -0.57, "Mo-Su,PH 11:00-14:00", postcode="33000"),
)  # fmt: skip


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(folder("locales"))


@cache
def understander() -> Understander:
    return Understander.load(folder("locales"), folder("directory_data"))


@cache
def guide(country: str = "FR", *, team: bool = True, donate_url: str = "https://example.org/don") -> Guide:
    data = folder("directory_data")
    directory = Directory(PLACES, Taxonomy.load(data / "taxonomy.yaml"))
    emergency = Emergency.load(data / "emergency.yaml")
    return Guide(catalogue(), directory, understander(), emergency, country=country, donate_url=donate_url, team=team)


@dataclass
class Person:
    """Somebody who writes; keeps the conversation as the store would."""

    phone: str = "fr"
    now: datetime = NOW
    guide: Guide = field(default_factory=guide)
    conversation: Conversation = field(
        default_factory=lambda: Conversation("c1", "talk:t:1:5", "telegram", "1", "5", "Héron 42", NOW)
    )
    turn: Turn | None = None
    events: int = 0

    def does(self, kind: Kind, text: str = "", **fields: object) -> Person:
        """One event and its turn."""
        self.events += 1
        inbound = Inbound(
            "telegram", "1", str(self.events), kind, "5", Sender("5", language=self.phone), self.now,
            message_id=str(100 + self.events), text=text, **fields,  # type: ignore[arg-type] # any field
        )  # fmt: skip
        self.turn = self.guide.respond(Case(str(self.events), self.conversation, inbound, self.now))
        assert self.turn.conversation is not None
        self.conversation = self.turn.conversation
        return self

    def writes(self, text: str) -> Person:
        return self.does(Kind.TEXT, text)

    def commands(self, command: str, arguments: str = "") -> Person:
        return self.does(Kind.COMMAND, command=command, arguments=arguments)

    def presses(self, label: str) -> Person:
        """Presses the button of the last answer whose label holds ``label``."""
        return self.sends_data(self.button(label).data)

    def sends_data(self, data: str) -> Person:
        return self.does(Kind.CHOICE, choice=data, callback_id="cb")

    def is_at(self, lat: float, lon: float) -> Person:
        return self.does(Kind.LOCATION, location=Location(lat, lon))

    def sends(self, kind: str, caption: str = "", emoji: str = "") -> Person:
        return self.does(Kind.MEDIA, caption, media=(Media(kind, "file"),), emoji=emoji)

    def waits(self, time: timedelta) -> Person:
        self.now += time
        return self

    # --- what came back -------------------------------------------------------------------------------------

    @property
    def last(self) -> Turn:
        assert self.turn is not None
        return self.turn

    @property
    def parts(self) -> list[Outbound]:
        return [part for part in self.last.say if part.text and part.act == "say"]

    @property
    def read(self) -> str:
        """What the person reads, plain."""
        return plain("\n\n".join(part.text for part in self.parts))

    @property
    def buttons(self) -> list[Choice]:
        return [choice for part in self.parts for row in part.choices for choice in row]

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.buttons]

    def button(self, label: str) -> Choice:
        found = [choice for choice in self.buttons if label in choice.label]
        assert found, f"no button {label!r} among {self.labels}"
        return found[0]

    @property
    def reason(self) -> str:
        return self.last.handoff.reason if self.last.handoff else ""
