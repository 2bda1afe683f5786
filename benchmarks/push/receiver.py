"""A receiver that takes every message in a set time and remembers who got how many: light, so that senders show.

``python receiver.py LATENCY`` prints its address. It speaks the two paths a sender uses, and
``/counts``: how many messages came, and how many people got more than one.
"""

import asyncio
import json
import re
import sys
from collections import Counter

OPENID = re.compile(rb'"touser": ?"([^"]+)"')
ANSWERS = {
    "token": b'{"access_token": "receiver-token-0000000000", "expires_in": 7200}',
    "send": b'{"errcode": 0, "errmsg": "ok", "msgid": 1000000001}',
}


class Receiver:
    def __init__(self, latency: float):
        self.latency = latency
        self.came: Counter[bytes] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept open."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b""
                answer = await self.answer(head.split(b" ", 2)[1], body)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, path: bytes, body: bytes) -> bytes:
        if path.startswith(b"/counts"):
            doubles = sum(count - 1 for count in self.came.values())
            return json.dumps({"came": self.came.total(), "doubles": doubles}).encode()
        if b"token" in path and b"send" not in path:
            return ANSWERS["token"]
        found = OPENID.search(body)
        if found:
            self.came[found[1]] += 1
        await asyncio.sleep(self.latency)
        return ANSWERS["send"]


async def main(latency: float) -> None:
    server = await asyncio.start_server(Receiver(latency).serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
