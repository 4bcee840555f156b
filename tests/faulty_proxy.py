"""A way to a server on loopback that can be made to bring garbage."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65536


@dataclass(slots=True, eq=False)
class FaultyProxy:
    """Hands bytes on between those who connect to it and a server, each way as they are unless it garbles."""

    server_port: int
    listening: socket.socket
    is_garbling: bool = False
    """What the server says is replaced by as much noise."""
    garbled: int = 0
    """Bytes of noise so far."""
    open: list[socket.socket] = field(default_factory=list)
    noise: random.Random = field(default_factory=lambda: random.Random(0))

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self.listening.getsockname()[1]
        return port

    def run(self) -> None:
        """Take connections until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                threading.Thread(target=self._connect, args=(client,)).start()

    def cut(self) -> None:
        """End all connections."""
        for connection in self.open:
            with suppress(OSError):  # it is closed already
                connection.shutdown(socket.SHUT_RDWR)

    def _connect(self, client: socket.socket) -> None:
        with (
            client,
            suppress(OSError),  # the server is away
            socket.create_connection(("127.0.0.1", self.server_port)) as server,
        ):
            self.open += (client, server)
            asking = threading.Thread(target=self._hand_on, args=(client, server))
            asking.start()
            self._hand_on(server, client, garbles=True)
            asking.join()

    def _hand_on(self, giver: socket.socket, taker: socket.socket, *, garbles: bool = False) -> None:
        """Hand on what one says until one of the two hangs up; then both do."""
        with suppress(OSError):
            while chunk := giver.recv(CHUNK):
                taker.sendall(self._noise(len(chunk)) if garbles and self.is_garbling else chunk)
        for connection in (giver, taker):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _noise(self, size: int) -> bytes:
        self.garbled += size
        return self.noise.randbytes(size)


@contextmanager
def faulty_proxy(server_port: int) -> Iterator[FaultyProxy]:
    """Have a proxy run before the server at a port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = FaultyProxy(server_port, listening)
        thread = threading.Thread(target=proxy.run)
        thread.start()
        try:
            yield proxy
        finally:
            listening.shutdown(socket.SHUT_RDWR)  # or `accept` would wait on
            proxy.cut()
            thread.join()
