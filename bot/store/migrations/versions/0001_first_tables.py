"""first tables"""

from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cache',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_table('conversations',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('lane', sa.String(length=200), nullable=False),
    sa.Column('owner', sa.String(length=8), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('waiting_since', sa.BigInteger(), nullable=True),
    sa.Column('clock_at', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('last_inbound_at', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('desk_chat', sa.String(length=80), nullable=True),
    sa.Column('desk_thread', sa.String(length=40), nullable=True),
    sa.Column('forgotten', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('lane')
    )
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.create_index('conversations_clock', ['clock_at'], unique=False)
        batch_op.create_index('conversations_topic', ['desk_chat', 'desk_thread'], unique=False)

    op.create_table('cursors',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('inbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('event_id', sa.String(length=200), nullable=False),
    sa.Column('lane', sa.String(length=200), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('handled', sa.Text(), nullable=True),
    sa.Column('done_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'account', 'event_id')
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('inbox_lane', ['lane', 'state'], unique=False)

    op.create_table('lanes',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.Column('lease_until', sa.BigInteger(), nullable=True),
    sa.Column('holder', sa.String(length=120), nullable=True),
    sa.Column('fence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tail', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('lanes', schema=None) as batch_op:
        batch_op.create_index('lanes_due', ['kind', 'due_at'], unique=False)

    op.create_table('links',
    sa.Column('message_id', sa.String(length=80), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('chat', sa.String(length=80), nullable=False),
    sa.Column('provider_id', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('message_id', 'side', 'chat', 'provider_id')
    )
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.create_index('links_provider', ['chat', 'provider_id'], unique=False)

    op.create_table('messages',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=False),
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('needs_answer', sa.Boolean(), nullable=False),
    sa.Column('answered_by', sa.String(length=200), nullable=True),
    sa.Column('revises', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('messages_conversation', ['conversation_id', 'sequence'], unique=False)

    op.create_table('moves',
    sa.Column('old', sa.String(length=80), nullable=False),
    sa.Column('new', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('old')
    )
    op.create_table('outbox',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('lane', sa.String(length=200), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.String(length=40), nullable=True),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('chat', sa.String(length=80), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('message_id', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('provider_ids', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('done_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('outbox_conversation', ['conversation_id'], unique=False)
        batch_op.create_index('outbox_lane', ['lane', 'done_at', 'position'], unique=False)

    op.create_table('places',
    sa.Column('id', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.Column('checked_at', sa.String(length=10), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    op.drop_table('places')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('outbox_lane')
        batch_op.drop_index('outbox_conversation')

    op.drop_table('outbox')
    op.drop_table('moves')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('messages_conversation')

    op.drop_table('messages')
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_index('links_provider')

    op.drop_table('links')
    with op.batch_alter_table('lanes', schema=None) as batch_op:
        batch_op.drop_index('lanes_due')

    op.drop_table('lanes')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('inbox_lane')

    op.drop_table('inbox')
    op.drop_table('cursors')
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_index('conversations_topic')
        batch_op.drop_index('conversations_clock')

    op.drop_table('conversations')
    op.drop_table('cache')
