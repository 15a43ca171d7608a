"""The database: tables, how rows become domain objects, units of work, migrations. The only place that knows SQLAlchemy."""
