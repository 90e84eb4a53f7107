"""The provider behind a sandbox: the real engine attaches to it, and it answers for every package.

    engine ──gRPC──► service ──► packages (the simulated AWS, anything else plainly) ──► Cloud
                        ├──► construct (awsx: children through the engine's monitor)
                        └──► faults (what goes wrong on purpose)

`python -m stagecraft.sandbox.provider --cloud FILE` prints its port on 127.0.0.1.
"""
