"""Run by Alembic: online, on the connection (and in the transaction) that the caller hands over."""

from alembic import context

from wardrobe.schemas import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
