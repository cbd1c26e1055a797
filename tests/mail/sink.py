"""What does a mail server see of us? A real one on this machine that keeps every message, and refuses on demand."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast


class Sink(socketserver.ThreadingTCPServer):
    """``refusals`` are answers to the next messages, the first first; while ``is_slow`` no message is answered."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[bytes] = []
        self.refusals: list[str] = []
        self.is_slow = False
        self.has_message = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[EmailMessage]:
        return [cast("EmailMessage", message_from_bytes(raw, policy=policy.default)) for raw in self.taken]


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over a message."""

    server: Sink

    def handle(self) -> None:
        self.say("220 sink")
        for line in self.rfile:
            verb = line.strip().upper()[:4]
            if verb == b"DATA":
                self.take()
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def take(self) -> None:
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        if self.server.refusals:
            return self.say(self.server.refusals.pop(0))
        self.server.taken.append(b"".join(line.removeprefix(b".") for line in lines))
        self.server.has_message.set()
        if self.server.is_slow:
            self.rfile.read()  # until the other side is gone
            return None
        return self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Sink]:
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


def plain(message: EmailMessage) -> str:
    return part(message, "text/plain")


def part(message: EmailMessage, kind: str) -> str:
    """The decoded text of the part of that kind."""
    [found] = [p for p in message.walk() if p.get_content_type() == kind]
    content: Any = cast("EmailMessage", found).get_content()
    return str(content)
