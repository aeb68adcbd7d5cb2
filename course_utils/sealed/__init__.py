"""A learner's code in a process of its own, closed off, and the proxies by which checks use it.

`worker` runs in the box that `box` starts: under bubblewrap it has no network, no lesson, no check
and no file of the course but the package. `proxies` stands in the process that holds the checks:
what a learner wrote appears there as functions and modules that ask the worker. What comes back is
JSON (`wire`): numbers, text, and tensors as dtype, shape and bytes. Nothing of it is unpickled.
"""
