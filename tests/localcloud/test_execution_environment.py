"""Functions run in environments that behave as AWS's do."""

from __future__ import annotations

import time

from tests.localcloud.tiny import Tiny, eventually

TEMPLATE = """
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: code/, Handler: app.handler, Runtime: python3.13, Timeout: 5}
Outputs:
  Name: {Value: !Ref Fn}
"""


def deployed(tiny: Tiny, code: str, template: str = TEMPLATE) -> str:
    tiny.file("code/app.py", code)
    return tiny.deploy(template)["Name"]


def test_an_exception_is_reported_with_its_class_and_stack(tiny: Tiny) -> None:
    name = deployed(
        tiny,
        """
        class SlotTaken(Exception):
            pass

        def handler(event, context):
            raise SlotTaken("table 4")
        """,
    )

    problem = tiny.invoke(name)

    assert problem["errorType"] == "SlotTaken"
    assert problem["errorMessage"] == "table 4"
    assert 'raise SlotTaken("table 4")' in problem["stackTrace"][-1]


def test_an_environment_survives_an_exception(tiny: Tiny) -> None:
    name = deployed(
        tiny,
        """
        import os

        def handler(event, context):
            if event == "fail":
                raise ValueError(os.getpid())
            return str(os.getpid())
        """,
    )

    failed = tiny.invoke(name, "fail")

    assert failed["errorMessage"] == tiny.invoke(name)


def test_a_module_that_the_layers_lack_is_reported_as_an_import_error(tiny: Tiny) -> None:
    name = deployed(tiny, "import hypercorn\n\ndef handler(event, context):\n    return 1\n")

    problem = tiny.invoke(name)

    assert problem["errorType"] == "Runtime.ImportModuleError"
    assert problem["errorMessage"] == "Unable to import module 'app': No module named 'hypercorn'"


def test_a_missing_handler_is_named(tiny: Tiny) -> None:
    name = deployed(tiny, "def handle(event, context):\n    return 1\n")

    assert tiny.invoke(name)["errorMessage"] == "Handler 'handler' missing on module 'app'"


def test_an_exit_is_reported_and_the_next_call_gets_a_new_process(tiny: Tiny) -> None:
    name = deployed(
        tiny,
        """
        import sys

        def handler(event, context):
            sys.exit(3) if event == "leave" else None
            return "here"
        """,
    )

    problem = tiny.invoke(name, "leave")

    assert problem["errorType"] == "Runtime.ExitError"
    assert problem["errorMessage"].endswith("exit status 3")
    assert tiny.invoke(name) == "here"


def test_a_handler_that_takes_too_long_is_ended(tiny: Tiny) -> None:
    name = deployed(
        tiny,
        """
        import threading

        def handler(event, context):
            threading.Event().wait()
        """,
        TEMPLATE.replace("Timeout: 5", "Timeout: 1"),
    )

    problem = tiny.invoke(name)

    assert problem["errorType"] == "Sandbox.Timedout"
    assert problem["errorMessage"].endswith("Task timed out after 1.00 seconds")


def test_a_result_that_is_not_json_is_a_marshal_error(tiny: Tiny) -> None:
    name = deployed(tiny, "def handler(event, context):\n    return {1, 2}\n")

    assert tiny.invoke(name)["errorType"] == "Runtime.MarshalError"


def test_the_log_of_an_invocation_is_complete_and_in_order(tiny: Tiny) -> None:
    name = deployed(
        tiny,
        """
        import sys

        def handler(event, context):
            for number in range(300):
                print("line", number, file=sys.stderr if number % 2 else sys.stdout)
            print("no newline", end="")
        """,
    )

    tiny.invoke(name)

    lines = [line for line in tiny.cloud.logs(name) if line.startswith(("line", "no"))]
    assert lines == [*(f"line {number}" for number in range(300)), "no newline"]


def test_a_function_sees_the_variables_of_lambda_and_none_of_the_launcher(tiny: Tiny) -> None:
    name = deployed(tiny, "import os\n\ndef handler(event, context):\n    return dict(os.environ)\n")

    seen = tiny.invoke(name)

    assert seen["AWS_LAMBDA_FUNCTION_NAME"] == name
    assert seen["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert seen["AWS_ENDPOINT_URL"] == tiny.cloud.endpoint
    assert not {"PYTHONPATH", "STATE_DIR", "GATEWAY_PORT", "AUTH"} & seen.keys()


def test_a_warm_invocation_takes_milliseconds(tiny: Tiny) -> None:
    name = deployed(tiny, "def handler(event, context):\n    return 1\n")
    client = tiny.cloud.client("lambda")

    def once() -> float:
        begun = time.perf_counter()
        client.invoke(FunctionName=name)
        return time.perf_counter() - begun

    once()

    # MiniStack's own wait for the end of a log is 50 ms; the machine may be busy, so the best of many counts.
    assert min(once() for _ in range(40)) < 0.03


def test_layers_are_unpacked_once_and_a_later_layer_wins(tiny: Tiny) -> None:
    tiny.file("first/python/colour.py", "NAME = 'red'\nWHERE = __file__\n")
    tiny.file("second/python/colour.py", "NAME = 'blue'\nWHERE = __file__\n")
    tiny.file("code/app.py", "import colour\n\ndef handler(event, context):\n    return [colour.NAME, colour.WHERE]\n")
    outputs = tiny.deploy("""
        Globals: {Function: {CodeUri: code/, Handler: app.handler, Runtime: python3.13}}
        Resources:
          First: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: first/}}
          Second: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: second/}}
          One: {Type: AWS::Serverless::Function, Properties: {Layers: [!Ref First, !Ref Second]}}
          Two: {Type: AWS::Serverless::Function, Properties: {Layers: [!Ref First, !Ref Second]}}
        Outputs:
          One: {Value: !Ref One}
          Two: {Value: !Ref Two}
    """)

    one, two = tiny.invoke(outputs["One"]), tiny.invoke(outputs["Two"])

    assert one == two
    assert one[0] == "blue"


def test_the_code_of_a_layer_with_a_build_method_is_importable(tiny: Tiny) -> None:
    tiny.file("package/ours/__init__.py", "ANSWER = 42\n")
    tiny.file("code/app.py", "import ours\n\ndef handler(event, context):\n    return ours.ANSWER\n")
    outputs = tiny.deploy("""
        Resources:
          CodeLayer:
            Type: AWS::Serverless::LayerVersion
            Metadata: {BuildMethod: python3.13}
            Properties: {ContentUri: package}
          Fn:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: code/, Handler: app.handler, Runtime: python3.13, Layers: [!Ref CodeLayer]}
        Outputs:
          Name: {Value: !Ref Fn}
    """)

    assert tiny.invoke(outputs["Name"]) == 42


def test_a_killed_environment_is_replaced(tiny: Tiny) -> None:
    name = deployed(
        tiny,
        """
        import os, signal, threading

        def handler(event, context):
            if event == "die":
                threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGKILL)).start()
            return os.getpid()
        """,
    )

    dead = tiny.invoke(name, "die")

    assert eventually(lambda: tiny.invoke(name) not in {dead, None})
