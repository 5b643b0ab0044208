"""Where jobs are kept: jobs.db in the home, or the PostgreSQL of the store, in a schema of its own."""

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer

from core.config import Config
from core.store.engines import prepare_file, url_of
from core.store.trouble import explained, file_opened

NAME = "quartermaster"
SCHEMA = "quartermaster_jobs"
QUEUE = "jobs"
AT_ONCE = 2  # jobs of one process: more would take the machine from those who ask questions
LOOK = 0.5  # seconds between looks into the queue
# Part of every job: a process takes up only those of its own version, so that a new release goes on with the old one's
# jobs as long as this stays. To be changed only when the steps of a kind change their order or meaning.
VERSION = "1"
# JSON and not pickle, the default: whoever can write to the database could have us run code.
SERIALIZER = DBOSPortableJSONSerializer()


def jobs_url(config: Config) -> str:
    url = url_of(config.store_url)
    if url.drivername == "sqlite":
        return f"sqlite:///{(config.app.home / 'jobs.db').absolute()}"
    return url.render_as_string(hide_password=False)


def open_client(config: Config) -> DBOSClient:
    """For all but the doing itself. Makes the tables and the queue where there are none."""
    url = jobs_url(config)
    with explained(), file_opened():
        if url.startswith("sqlite"):
            prepare_file(config.app.home / "jobs.db")
        DBOS.migrate(url, schema=SCHEMA)
        client = DBOSClient(
            system_database_url=url,
            dbos_system_schema=SCHEMA,
            serializer=SERIALIZER,
            application_name=NAME,
            retry_connection_errors=False,  # otherwise a page would wait for as long as the server is away
        )
        client.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=LOOK)
    return client


def settings(config: Config, executor: str) -> DBOSConfig:
    """Of a process that does jobs."""
    return DBOSConfig(
        name=NAME,
        system_database_url=jobs_url(config),
        dbos_system_schema=SCHEMA,
        serializer=SERIALIZER,
        application_version=VERSION,
        executor_id=executor,
        run_migrations=False,  # the client was first
        use_listen_notify=False,  # nobody waits for a message
        notification_listener_polling_interval_sec=LOOK,  # its thread has to wake up to end
        sys_db_pool_size=5,
        max_executor_threads=4 * AT_ONCE,
        log_level="WARNING",
    )
