"""The local pool: real Spark on this computer behind the REST interfaces of Azure Synapse and
Apache Livy.

`supervisor` starts and adopts the server, `server` answers, `session` owns one interpreter process
each, `interpreter` runs inside those processes, `arm` serves the documents of a small made-up
Azure.
"""
