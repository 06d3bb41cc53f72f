"""Asks for a magic in a real kernel before its standard input is connected.

Usage: lateStdinDriver.py, the code that installs the magic on standard input.
Writes the value that the magic came to as JSON.
"""

import json
import sys
import threading

from jupyter_client.manager import KernelManager


def main():
    manager = KernelManager()
    manager.start_kernel()
    client = manager.blocking_client()
    try:
        # As after a restart, when each connection is made at its own time.
        client.start_channels(stdin=False)
        client.wait_for_ready(timeout=60)
        client.execute(sys.stdin.read(), silent=True)
        cell = client.execute("value = %synapse meta\nprint(value)", allow_stdin=True)

        def late():
            client.stdin_channel.start()
            question = client.stdin_channel.get_msg(timeout=10)
            request = json.loads(question["content"]["prompt"].split(":", 1)[1])
            client.input(
                json.dumps(
                    {
                        "id": request["id"],
                        "step": request["step"],
                        "events": [],
                        "status": "ok",
                        "value": "heard",
                    }
                )
            )

        timer = threading.Timer(0.7, late)
        timer.start()
        texts = []
        while True:
            message = client.get_iopub_msg(timeout=25)
            if message["parent_header"].get("msg_id") != cell:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                texts.append(content["text"])
            if content.get("execution_state") == "idle":
                break
        timer.join()
        json.dump({"printed": "".join(texts)}, sys.stdout)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main()
