"""What happens in groups: who joins, which rights, topics, migration."""

from simulator.errors import SimulatorError
from simulator.icons import COLORS, ICONS
from simulator.state import Bot, BotRights, Group, Json, Member, Topic, User
from simulator.topics import create, delete, event
from simulator.world import World, member_json


class Staff:
    """The hands of those who run a group."""

    world: World

    def add_group(
        self,
        title: str,
        *,
        forum: bool = False,
        supergroup: bool = True,
        bot_rights: BotRights | None = None,
        bots: tuple[Bot, ...] | None = None,
        id: int | None = None,
    ) -> Group:
        """Make a group in which all bots (or ``bots``) are already, with ``bot_rights`` (default: none)."""
        if forum and not supergroup:
            raise SimulatorError("only supergroups have topics")
        group_id = id if id is not None else self.world.new_group_id(supergroup)
        group = Group(group_id, title=title, forum=forum, supergroup=supergroup)
        self.world.groups[group.id] = group
        rights = bot_rights or BotRights(admin=False)
        for bot in self.world.bots.values() if bots is None else bots:
            group.members[bot.id] = Member(bot, "administrator" if rights.admin else "member", rights)
        self.world.publish({"type": "reload"})
        return group

    def join(
        self,
        group: Group,
        account: User | Bot,
        *,
        admin: bool = False,
        owner: bool = False,
        announce: bool = False,
    ) -> Member:
        """Let someone into a group; ``announce`` writes the service message and tells the bots."""
        known = group.members.get(account.id)
        before = member_json(known if known is not None else Member(account, "left"))
        member = Member(account, "creator" if owner else "administrator" if admin else "member")
        if isinstance(account, Bot):
            member.rights = BotRights(admin=admin)
        group.members[account.id] = member
        if announce:
            self._tell_members(group, member, before)
            note = self.world.post(group, account.raw, {"new_chat_members": [account.raw]})
            self.world.announce(note)
        self.world.publish({"type": "reload"})
        return member

    def leave(self, group: Group, account: User | Bot, *, kicked: bool = False) -> None:
        """Let someone leave a group, or throw them out; the bots are told."""
        member = group.member(account.id)
        if member is None:
            raise SimulatorError(f"{account.name} is not in {group.title}")
        before = member_json(member)
        member.status = "kicked" if kicked else "left"
        self._tell_members(group, member, before)
        note = self.world.post(group, account.raw, {"left_chat_member": account.raw})
        self.world.announce(note)

    def set_rights(self, group: Group, bot: Bot, rights: BotRights) -> None:
        """Change what a bot may do in a group; it is told."""
        member = group.member(bot.id)
        if member is None:
            raise SimulatorError(f"{bot.name} is not in {group.title}")
        before = member_json(member)
        member.rights = rights
        member.status = "administrator" if rights.admin else "member"
        self._tell_members(group, member, before)

    def _tell_members(self, group: Group, member: Member, before: Json) -> None:
        after = member_json(member)
        admin = next((m.who for m in group.members.values() if m.is_admin and isinstance(m.who, User)), None)
        if isinstance(member.who, Bot):
            self.world.set_member(group, member.who, admin, before, after)
            return
        for other in self.world.bots_in(group):
            if isinstance(other.who, Bot) and other.is_admin:
                self.world.set_member(group, other.who, member.who, before, after, "chat_member")

    # --- topics ---------------------------------------------------------------------------------

    def create_topic(self, group: Group, user: User, name: str, icon: str | None = None) -> Topic:
        """Make a topic by hand; ``icon`` is one of the emoji that Telegram offers."""
        if not group.forum:
            raise SimulatorError(f"{group.title} has no topics")
        icon_id = next((key for key, emoji in ICONS.items() if emoji == icon), None)
        return create(self.world, group, user.raw, name, COLORS[0], icon_id)

    def topic_of(self, group: Group, thread: int | Topic) -> Topic:
        """Return a topic that was not deleted; raises SimulatorError otherwise."""
        found = group.topics.get(thread.id if isinstance(thread, Topic) else thread)
        if found is None or found.deleted:
            raise SimulatorError(f"there is no topic {thread} in {group.title}")
        return found

    def delete_topic(self, group: Group, thread: int | Topic) -> None:
        """Delete a topic with its messages; no bot is told."""
        delete(self.world, group, self.topic_of(group, thread))

    def close_topic(self, group: Group, thread: int | Topic, by: User | None = None) -> None:
        """Close a topic by hand."""
        self._switch_topic(group, self.topic_of(group, thread), by, closed=True)

    def reopen_topic(self, group: Group, thread: int | Topic, by: User | None = None) -> None:
        """Open a closed topic again by hand."""
        self._switch_topic(group, self.topic_of(group, thread), by, closed=False)

    def _switch_topic(self, group: Group, topic: Topic, by: User | None, *, closed: bool) -> None:
        if topic.closed == closed:
            return
        topic.closed = closed
        name = "forum_topic_closed" if closed else "forum_topic_reopened"
        event(self.world, group, topic, self._someone(group, by), name, {})

    def _someone(self, group: Group, by: User | None) -> Json:
        if by is not None:
            return by.raw
        people = [member.who for member in group.members.values() if isinstance(member.who, User)]
        if not people:
            raise SimulatorError(f"nobody is in {group.title}")
        return people[0].raw

    # --- the group itself -----------------------------------------------------------------------

    def set_forum(self, group: Group, on: bool) -> None:
        """Switch topics on or off; while they are off bots' thread ids are ignored without a word."""
        if on and not group.supergroup:
            raise SimulatorError("only supergroups have topics; migrate() the group first")
        group.forum = on
        group.refresh()
        self.world.publish({"type": "reload"})

    def migrate(self, group: Group, *, forum: bool | None = None) -> int:
        """Turn a group into a (new) supergroup; returns the new id. Both sides get the service message."""
        if group.migrated_to is not None:
            raise SimulatorError(f"{group.title} has migrated already")
        keep = group.forum if forum is None else forum
        new = Group(self.world.new_group_id(True), title=group.title, forum=keep, supergroup=True)
        new.members = {who: Member(m.who, m.status, m.rights, m.anonymous) for who, m in group.members.items()}
        self.world.groups[new.id] = new
        by = self._someone(group, None)
        self.world.announce(self.world.post(group, by, {"migrate_to_chat_id": new.id}))
        group.migrated_to = new.id
        self.world.announce(self.world.post(new, by, {"migrate_from_chat_id": group.id}))
        self.world.publish({"type": "reload"})
        return new.id
