"""A stand-in for Redshift: a real PostgreSQL behind a relay that speaks TLS and takes Redshift's start-up message."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KNOWN = (b"user", b"database")  # what PostgreSQL understands of the start-up message
TLS_REQUEST = 80877103
READER, PASSWORD = "reader", "read-only"

# What Redshift has and PostgreSQL lacks, as far as the program asks for it: views only; no compiled question needs a
# function that PostgreSQL lacks.
LACKING = (
    """CREATE VIEW svv_columns AS SELECT table_schema, table_name, column_name, ordinal_position, data_type
       FROM information_schema.columns WHERE table_schema = 'public'""",
    """CREATE FUNCTION counted(name text) RETURNS bigint LANGUAGE plpgsql AS
       $$ DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM public.%I', name) INTO n; RETURN n; END $$""",
    """CREATE VIEW svv_table_info AS SELECT schemaname AS "schema", tablename AS "table", 0 AS size,
       counted(tablename) AS tbl_rows FROM pg_tables WHERE schemaname = 'public'""",
    """CREATE VIEW sys_load_history AS SELECT schemaname AS schema_name, tablename AS table_name,
       'completed' AS status, TIMESTAMP '2025-06-01 12:00:00' AS end_time FROM pg_tables WHERE schemaname = 'public'""",
)


@dataclass
class Relay:
    """Passes bytes on, and can fail as networks do."""

    upstream: str
    context: ssl.SSLContext | None
    port: int = 0
    accepted: int = 0
    refusing: bool = False
    _open: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def drop(self) -> None:
        """Every connection, at once, without a word."""
        with self._lock:
            dropped, self._open = self._open, []
        for one in dropped:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve(self, client: socket.socket) -> None:
        try:
            if self.refusing:
                client.close()
                return
            self.accepted += 1
            self._pass_on(client)
        except (OSError, struct.error):
            client.close()

    def _pass_on(self, client: socket.socket) -> None:
        length, code = struct.unpack("!II", _exactly(client, 8))
        if code == TLS_REQUEST:
            client.sendall(b"S" if self.context else b"N")
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            length, code = struct.unpack("!II", _exactly(client, 8))
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.upstream)
        server.sendall(_startup(code, _exactly(client, length - 8)))
        with self._lock:
            self._open += [client, server]
        threading.Thread(target=_pump, args=(client, server), daemon=True).start()
        _pump(server, client)


def _startup(code: int, said: bytes) -> bytes:
    parts = said.rstrip(b"\0").split(b"\0")
    kept = [
        part for name, value in zip(parts[::2], parts[1::2], strict=False) if name in KNOWN for part in (name, value)
    ]
    body = struct.pack("!I", code) + b"\0".join(kept) + b"\0\0"
    return struct.pack("!I", len(body) + 4) + body


def _exactly(stream: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = stream.recv(size - len(found))
        if not piece:
            raise OSError("closed")
        found += piece
    return found


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError, ValueError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def relaying(server: str, context: ssl.SSLContext | None) -> Iterator[Relay]:
    """`server` is a URL of a PostgreSQL that listens on a socket in a folder."""
    folder = parse_qs(urlsplit(server).query)["host"][0]
    relay = Relay(f"{folder}/.s.PGSQL.5432", context)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        relay.port = listening.getsockname()[1]
        threading.Thread(target=_accept, args=(listening, relay), daemon=True).start()
        yield relay
        relay.drop()


def _accept(listening: socket.socket, relay: Relay) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=relay.serve, args=(client,), daemon=True).start()


@dataclass(frozen=True)
class Certificates:
    """A test authority's own certificate, and the relay's: for localhost, signed by it."""

    authority: Path
    context: ssl.SSLContext


def certificates(folder: Path) -> Certificates:
    key, authority = _signed("quartermaster test authority", None)
    own_key, own = _signed("localhost", (key, authority))
    (folder / "authority.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    private = own_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "own.pem").write_bytes(private + own.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    return Certificates(folder / "authority.pem", context)


Signer = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def _signed(name: str, by: Signer | None) -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[1].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", "-"))]), critical=False)
    )
    return key, builder.sign(by[0] if by else key, hashes.SHA256())


def prepare(server: str, statements: Sequence[str]) -> None:
    """The database anew: what Redshift has and PostgreSQL lacks, the data, and a user that may read."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS public, lacking CASCADE; CREATE SCHEMA public; CREATE SCHEMA lacking")
        for statement in statements:
            connection.execute(statement)
        if statements:
            finish(connection)


def finish(connection: psycopg.Connection) -> None:
    """What Redshift has of its own, out of the way of the data; and a user that may read all there is, so far."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS lacking; SET search_path = lacking, public")
    for statement in LACKING:
        connection.execute(statement)
    with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        connection.execute(f"CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}'")
    connection.execute(f"ALTER ROLE {READER} SET search_path = public, lacking")
    connection.execute(f"GRANT USAGE ON SCHEMA public, lacking TO {READER}")
    connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public, lacking TO {READER}")
