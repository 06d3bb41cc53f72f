"""A network as companies have them: its own certificate authority, and a proxy."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from pathlib import Path

import tornado.httpserver
import tornado.netutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """A certificate authority in a folder; `file` is what users point their settings to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self._certificate = self._sign(self._name, self._key, None)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, *hosts: str) -> ssl.SSLContext:
        """For a TLS server with these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
        certificate = self._sign(name, key, [x509.DNSName(host) for host in hosts])
        file = self._folder / f"{hosts[0].replace('*', '_')}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        hosts: list[x509.DNSName] | None,
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.timezone.utc)
        day = datetime.timedelta(days=1)
        is_authority = hosts is None
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        )
        if hosts is not None:
            builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        return builder.sign(self._key, hashes.SHA256())


class TlsServer:
    """Answers each request over TLS with what `answer(request)` gives: status and JSON."""

    def __init__(self, context: ssl.SSLContext, answer) -> None:
        self.seen: list[tuple[str, str, str, str | None]] = []
        self._answer = answer
        (socket,) = tornado.netutil.bind_sockets(0, "127.0.0.1")
        self.port = socket.getsockname()[1]
        self._server = tornado.httpserver.HTTPServer(self._handle, ssl_options=context)
        self._server.add_sockets([socket])

    def _handle(self, request) -> None:
        self.seen.append(
            (request.method, request.host, request.path, request.headers.get("Authorization"))
        )
        status, body = self._answer(request)
        start = tornado.httputil.ResponseStartLine("HTTP/1.1", status, "Whatever")
        headers = tornado.httputil.HTTPHeaders(
            {"Content-Type": "application/json", "Content-Length": str(len(body))}
        )
        request.connection.write_headers(start, headers, body)
        request.connection.finish()

    async def stop(self) -> None:
        self._server.stop()
        await self._server.close_all_connections()


class ConnectProxy:
    """A forward proxy: all tunnels lead to one port of this machine. Keeps what it can read."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.asked: list[str] = []
        """First lines of requests: `CONNECT host:443 HTTP/1.1`."""
        self.read = b""
        """Everything that clients sent, tunnels included."""
        self.answered = b""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader, writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.read += head
        self.asked.append(head.split(b"\r\n", 1)[0].decode())
        if not head.startswith(b"CONNECT "):
            writer.write(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._target)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def pump(source, sink, keep) -> None:
            try:
                while data := await source.read(65536):
                    keep(data)
                    sink.write(data)
                    await sink.drain()
            except (OSError, asyncio.CancelledError):
                pass
            finally:
                sink.close()

        def keep_read(data: bytes) -> None:
            self.read += data

        def keep_answered(data: bytes) -> None:
            self.answered += data

        await asyncio.gather(
            pump(reader, inner_writer, keep_read), pump(inner_reader, writer, keep_answered)
        )

    async def stop(self) -> None:
        self._server.close()
