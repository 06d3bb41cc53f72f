/**
 * Marks an input request as the bridge's. What follows is JSON. The first
 * character is invisible; the rest tells a person at another front end what
 * the strange prompt is.
 */
export const REQUEST_TAG = '\u2063synapse-bridge:';

/**
 * Python that registers `%synapse` and `%%synapse` in an IPython kernel.
 *
 * The magic asks the page over standard input and *pulls* events until the
 * page says that it is done: so the kernel prints all output itself, in one
 * order with the user's own prints, and `%%capture`, `%%time` and threads
 * behave. It runs in a namespace of its own and is harmless to run twice.
 *
 * `record` takes a cell that did not pass through the kernel into its
 * history, so that counts and `In[n]` go on as if it had.
 */
export function kernelMagic(usage: string): string {
  return CODE.replace('USAGE_TEXT', () => JSON.stringify(usage));
}

const CODE = String.raw`exec(r'''
import itertools, json, sys, threading, time
from IPython import get_ipython
from IPython.core.error import UsageError

TAG = "\u2063synapse-bridge:"

class RemoteError(Exception):
    def __init__(self, ename, evalue, traceback):
        super().__init__(evalue)
        self.ename, self.evalue, self.traceback = ename, evalue, traceback

    def _render_traceback_(self):
        return self.traceback or [f"{self.ename}: {self.evalue}"]

class Bridge:
    def __init__(self, shell):
        self.shell = shell
        self.numbers = itertools.count(1)
        # Two threads share one standard input.
        self.lock = threading.Lock()

    def deliver(self, prompt):
        # After a restart the page's standard input may come a moment later
        # than its cells, and the kernel's socket drops without a word what it
        # has no receiver for: then the magic would wait for ever.
        kernel = self.shell.kernel
        socket = getattr(kernel, "stdin_socket", None)
        if not hasattr(socket, "setsockopt"):
            return kernel.raw_input(prompt)
        import zmq
        pause = 0.01
        while True:
            socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
            try:
                return kernel.raw_input(prompt)
            except zmq.ZMQError as error:
                if error.errno != zmq.EHOSTUNREACH:
                    raise
            finally:
                socket.setsockopt(zmq.ROUTER_MANDATORY, 0)
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    def ask(self, request):
        try:
            text = self.deliver(TAG + json.dumps(request))
        except Exception as error:
            if type(error).__name__ != "StdinNotImplementedError":
                raise
            raise UsageError(
                "%synapse needs a JupyterLab page with the jupyterlab-synapse extension: "
                "this front end has no standard input (nbconvert, papermill and the like)."
            ) from None
        try:
            reply = json.loads(text)
        except ValueError:
            reply = None
        if not isinstance(reply, dict):
            raise UsageError(
                "%synapse needs a JupyterLab page with the jupyterlab-synapse extension: "
                "this front end does not know how to run it."
            )
        return reply

    def show(self, event):
        kind, content = event["type"], event["content"]
        publisher = self.shell.display_pub
        if kind == "stream":
            print(content["text"], end="", file=getattr(sys, content["name"]))
            if not content["text"].endswith("\n"):
                return content["name"]
        elif kind == "clear_output":
            publisher.clear_output(wait=content.get("wait", False))
        else:
            publisher.publish(
                data=content["data"],
                metadata=content.get("metadata") or {},
                transient=content.get("transient") or {},
                update=kind == "update_display_data",
            )

    def execute(self, content, held):
        # Python of the page's: how a frame comes to a kernel that waits here.
        data = content.get("data")
        names = {"shell": self.shell, "data": data, "held": held, "answer": None}
        try:
            exec(content["code"], names)
        except Exception as error:
            return {"ename": type(error).__name__, "evalue": str(error)}
        return {"value": names["answer"]}

    def run(self, line, cell):
        # What the page's Python keeps is over with this magic, however it ends.
        held = {}
        try:
            return self.converse(line, cell, held)
        finally:
            held.clear()

    def converse(self, line, cell, held):
        number = next(self.numbers)
        request = {"id": number, "step": 0, "line": line, "cell": cell}
        unfinished = None
        while True:
            reply = self.ask(request)
            if (reply.get("id"), reply.get("step")) != (number, request["step"]):
                # Late answer to an earlier question. The page knows by the
                # two numbers that it must not run this one twice.
                continue
            answers = []
            for event in reply["events"]:
                if event["type"] == "python":
                    answers.append(self.execute(event["content"], held))
                else:
                    unfinished = self.show(event)
            if reply["status"] != "more":
                break
            request = {"id": number, "step": request["step"] + 1, "next": True}
            if answers:
                request["answers"] = answers
        if unfinished:
            # Livy drops the last line end, and the user's own print comes next.
            print(file=getattr(sys, unfinished))
        if reply["status"] == "ok":
            return reply.get("value")
        if reply["ename"] == "UsageError":
            raise UsageError(reply["evalue"])
        if reply["ename"] == "KeyboardInterrupt":
            raise KeyboardInterrupt(reply["evalue"])
        kind = type(reply["ename"], (RemoteError,), {"__module__": "synapse"})
        raise kind(reply["ename"], reply["evalue"], reply["traceback"])

    def record(self, source):
        shell = self.shell
        shell.history_manager.store_inputs(shell.execution_count, source, source)
        shell.execution_count += 1

def install(shell):
    bridge = Bridge(shell)

    def synapse(line, cell=None):
        with bridge.lock:
            return bridge.run(line, cell)

    synapse.__doc__ = USAGE_TEXT
    shell.register_magic_function(synapse, "line_cell", "synapse")
    shell._synapse_bridge = bridge

shell = get_ipython()
if getattr(shell, "kernel", None) is not None:
    install(shell)
''', {"__name__": "synapse_bridge"})`;

/**
 * Python that takes a cell into the kernel's history. Run it silently, after
 * a cell that did not pass through the kernel.
 */
export function recordCell(source: string): string {
  return `get_ipython()._synapse_bridge.record(${JSON.stringify(source)})`;
}
