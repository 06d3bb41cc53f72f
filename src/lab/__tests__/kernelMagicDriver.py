"""Runs code with the magic in a shell whose standard input is a script.

Usage: kernelMagicDriver.py stub|ipython, a scenario as JSON on standard input.
Writes what happened as JSON. `stub` needs nothing but Python.
"""

import contextlib
import io
import json
import sys
import threading
import types


class StdinNotImplementedError(NotImplementedError):
    pass


class Kernel:
    """Answers each question with the next line of the script."""

    def __init__(self, replies):
        self.replies = list(replies)
        self.asked = []
        self.inside = 0
        self.overlapped = False

    def raw_input(self, prompt):
        self.inside += 1
        self.overlapped = self.overlapped or self.inside > 1
        try:
            self.asked.append(prompt)
            reply = self.replies.pop(0)
            if reply == "no stdin":
                raise StdinNotImplementedError("raw_input was called, but ...")
            if reply == "interrupt":
                raise KeyboardInterrupt
            if reply == "broken":
                raise OSError("socket")
            if isinstance(reply, dict) and reply.get("answers"):
                question = json.loads(prompt.split(":", 1)[1])
                threading.Event().wait(0.01)
                reply = {
                    "id": question["id"],
                    "step": question["step"],
                    "events": [],
                    "status": "ok",
                    "value": question["line"],
                }
            return reply if isinstance(reply, str) else json.dumps(reply)
        finally:
            self.inside -= 1


class Publisher:
    def __init__(self):
        self.calls = []

    def publish(self, data, metadata=None, transient=None, update=False):
        self.calls.append(["publish", data, metadata, transient, update])

    def clear_output(self, wait=False):
        self.calls.append(["clear_output", wait])


def stub_shell():
    class UsageError(Exception):
        pass

    class History:
        def __init__(self):
            self.inputs = []

        def store_inputs(self, number, source, raw):
            self.inputs.append([number, source])

    class Shell:
        def __init__(self):
            self.magics = {}
            self.history_manager = History()
            self.execution_count = 1

        def register_magic_function(self, function, kind, name):
            self.magics[name] = function

    shell = Shell()
    package = types.ModuleType("IPython")
    package.get_ipython = lambda: shell
    core = types.ModuleType("IPython.core")
    error = types.ModuleType("IPython.core.error")
    error.UsageError = UsageError
    sys.modules.update({"IPython": package, "IPython.core": core, "IPython.core.error": error})
    return shell, lambda: shell.magics["synapse"], lambda: shell.history_manager.inputs


def ipython_shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)

    def magic():
        def call(line, cell=None):
            if cell is None:
                return shell.run_line_magic("synapse", line)
            return shell.run_cell_magic("synapse", line, cell)

        call.__doc__ = shell.find_line_magic("synapse").__doc__
        return call

    def inputs():
        raw = shell.history_manager.input_hist_raw
        return [[at, text] for at, text in enumerate(raw) if text]

    return shell, magic, inputs


def main():
    scenario = json.load(sys.stdin)
    shell, magic, inputs = (stub_shell if sys.argv[1] == "stub" else ipython_shell)()
    kernel, publisher = Kernel(scenario.get("replies", [])), Publisher()
    if scenario.get("kernel", True):
        shell.kernel = kernel
    shell.display_pub = publisher
    space = {"get_ipython": lambda: shell}
    before = set(space)
    for _ in range(scenario.get("times", 1)):
        exec(scenario["install"], space)
    result = {"leaked": sorted(set(space) - before - {"__builtins__"})}
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            if scenario.get("threads"):
                run_threads(magic(), scenario["threads"], result)
            for line, cell in scenario.get("calls", []):
                try:
                    result["value"] = magic()(line, cell)
                except BaseException:
                    if not scenario.get("tolerant"):
                        raise
        except BaseException as error:
            result["error"] = {
                "name": type(error).__name__,
                "text": str(error),
                "bases": [base.__name__ for base in type(error).__mro__],
                "shown": getattr(error, "_render_traceback_", lambda: None)(),
            }
    for source in scenario.get("record", []):
        exec(source, space)
    result.update(
        asked=kernel.asked,
        published=publisher.calls,
        stdout=out.getvalue(),
        stderr=err.getvalue(),
        overlapped=kernel.overlapped,
        count=shell.execution_count,
        inputs=inputs(),
        left=len(kernel.replies),
        has_bridge=hasattr(shell, "_synapse_bridge"),
    )
    if result["has_bridge"]:
        result["doc"] = magic().__doc__
    json.dump(result, sys.__stdout__)


def run_threads(magic, lines, result):
    values = []
    threads = [
        threading.Thread(target=lambda line=line: values.append(magic(line))) for line in lines
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    result["value"] = sorted(values)


main()
