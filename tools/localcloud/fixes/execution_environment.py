"""Python functions run as on AWS: own interpreter, own variables, real errors, environments that outlive exceptions.

AWS: a function sees the runtime's packages, its code and its layers, and the variables that Lambda defines. A raised
exception is reported with its class and stack trace, and the environment lives on. The log belongs to the invocation.
MiniStack: functions run on MiniStack's own interpreter, where every package of its environment is importable, and
inherit its variables; every error is `Runtime.HandlerError` and kills the process; the end of the log is guessed by
waiting 50 ms; each process unpacks its own copy of every layer (core/lambda_runtime.py:1100-1470,
services/lambda_svc.py:5387).
Ours: `Environment` with `bootstrap.py`, archives unpacked once per content.
Can go when MiniStack runs functions through a runtime interface of a chosen interpreter.

LAMBDA_PYTHON: the interpreter. LAMBDA_UNPACKED: the folder of unpacked archives.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

from tools.localcloud.environment import Deployed, Environment
from tools.localcloud.replace import expect, replace
from tools.localcloud.unpacked import sweep, unpacked

PYTHON = os.environ["LAMBDA_PYTHON"]
SHELF = Path(os.environ["LAMBDA_UNPACKED"])


def apply() -> None:
    """Let MiniStack's pools hold our environments, and read their results as those of any custom runtime."""
    expect(lambda_runtime.Worker, "a0bd1819a704", "lambda_runtime.Worker")
    expect(lambda_runtime.kill_workers, "56a6df63f9bd", "lambda_runtime.kill_workers")
    expect(lambda_svc._execute_function_provided_warm, "7cddef20157f", "lambda_svc._execute_function_provided_warm")
    sweep(SHELF)
    stock_class = lambda_runtime._worker_class_for
    stock_warm = lambda_svc._execute_function_warm

    def execute_warm(func: dict[str, Any], event: Any, request_id: str) -> Any:
        config = func.get("config") or func
        python = str(config.get("Runtime", "")).startswith("python")
        # The path of custom runtimes passes `error_payload` on as it is; the one of Python makes up an error type.
        run = lambda_svc._execute_function_provided_warm if python else stock_warm
        return run(func, event, request_id)

    def worker_class_for(config: dict[str, Any]) -> Any:
        return _environment if str(config.get("Runtime", "")).startswith("python") else stock_class(config)

    replace(lambda_svc, "_execute_function_warm", "62b9218bef5b", execute_warm)
    replace(lambda_runtime, "_worker_class_for", "b5a23849280a", worker_class_for)


def _environment(func_name: str, config: dict[str, Any], code_zip: bytes) -> Environment:
    return Environment(func_name, config, lambda: _deployed(config, code_zip))


def _deployed(config: dict[str, Any], code_zip: bytes) -> Deployed:
    code = unpacked(code_zip, SHELF, PYTHON)
    layers = [lambda_svc._resolve_layer_zip(layer) for layer in config.get("Layers", [])]
    # On AWS all layers share /opt and a later layer overwrites an earlier one: here it comes earlier on the path.
    folders = [unpacked(archive, SHELF, PYTHON) / "python" for archive in reversed(layers) if archive]
    return Deployed(config["Handler"], PYTHON, (code, *folders), _variables(config, code))


def _variables(config: dict[str, Any], code: Path) -> dict[str, str]:
    """Return the variables that Lambda defines, those of the function, and the address of this cloud."""
    name = config["FunctionName"]
    region = config["FunctionArn"].split(":")[3]
    own = config.get("Environment", {}).get("Variables", {})
    port = os.environ["GATEWAY_PORT"]
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        lambda_runtime.HOST_PREFIX_ENV: "true",
        **{key: str(value) for key, value in own.items()},
        **lambda_runtime.execution_credentials(config),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config['Runtime']}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_LOG_FORMAT": config.get("LoggingConfig", {}).get("LogFormat", "Text"),
        "AWS_LAMBDA_LOG_GROUP_NAME": config.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": new_uuid(),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "LAMBDA_TASK_ROOT": str(code),
        "_HANDLER": config["Handler"],
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PATH": os.environ["PATH"],
    }
