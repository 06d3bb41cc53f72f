"""What runs inside each session's own process: Python as Livy's shell runs it, with a Spark of its
own.

Not IPython on purpose. A Synapse pool runs Livy's plain shell, and a notebook that works here must
work there: magics, `!commands` and top-level await must fail in both. A plain shell also gives
Livy's tracebacks and last-line values as they are, and needs no port: it talks to the server over
one inherited socket.

Loaded under the name `jupyterlab_synapse_interpreter` (see process.py), so that starting a session
imports nothing of the Jupyter side. Only the standard library is imported before Java has been
started.
"""
