"""A burst waits for the few environments that a function may have on one machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.localcloud.tiny import Tiny

CODE = """
    import os, time

    def handler(event, context):
        time.sleep(0.05)
        return os.getpid()
"""


def test_a_burst_is_served_by_at_most_four_environments(tiny: Tiny) -> None:
    tiny.file("code/app.py", CODE)
    name = tiny.deploy("""
        Resources:
          Fn:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: code/, Handler: app.handler, Runtime: python3.13, Timeout: 10}
        Outputs:
          Name: {Value: !Ref Fn}
    """)["Name"]

    with ThreadPoolExecutor(24) as threads:
        processes = list(threads.map(lambda _: tiny.invoke(name), range(24)))

    assert all(isinstance(process, int) for process in processes)
    assert 2 <= len(set(processes)) <= 4
