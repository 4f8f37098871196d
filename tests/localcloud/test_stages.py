"""samconfig.toml is the one place of parameters, for the SAM CLI and for the local cloud."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tools.localcloud.aws import commands
from tools.localcloud.cloud import ROOT
from tools.localcloud.package import load_template
from tools.localcloud.stages import STACKS, StageUnknown, stacks

CONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text())
STAGES = sorted({name.rpartition("-")[0] for name in CONFIG if name != "version"})


def test_every_stage_has_every_stack_with_the_same_template() -> None:
    templates = {
        (stage, kind): CONFIG[f"{stage}-{kind}"]["build"]["parameters"]["template_file"]
        for stage in STAGES
        for kind in STACKS
    }

    assert {templates["local", kind] == templates[stage, kind] for stage in STAGES for kind in STACKS} == {True}


def test_a_stack_is_named_after_its_stage_and_kind() -> None:
    names = {CONFIG[f"{stage}-{kind}"]["deploy"]["parameters"]["stack_name"] for stage in STAGES for kind in STACKS}

    assert names == {f"guildhall-{stage}-{kind}" for stage in STAGES for kind in STACKS}


def test_stacks_come_in_the_order_in_which_they_import_from_each_other(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    for template in ("template.yaml", "infra/data.yaml", "infra/identity.yaml"):
        (tmp_path / template).write_text("Resources: {}")
    (tmp_path / "samconfig.toml").write_text((ROOT / "samconfig.toml").read_text())

    found = stacks(tmp_path, "local")

    assert [stack.name for stack in found] == [
        "guildhall-local-data",
        "guildhall-local-identity",
        "guildhall-local-app",
    ]
    assert {stack.parameters["Stage"] for stack in found} == {"local"}


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(StageUnknown, match="nowhere"):
        stacks(ROOT, "nowhere")


def test_the_way_to_aws_uses_the_tables_that_the_local_deploy_reads() -> None:
    found = stacks(ROOT, "dev")

    told = commands("dev", found)

    assert [command[1] for command in told] == ["build", "deploy"] * len(found)
    for stack, build, deploy in zip(found, told[::2], told[1::2], strict=True):
        table = CONFIG[build[build.index("--config-env") + 1]]
        assert table is CONFIG[deploy[deploy.index("--config-env") + 1]]
        assert ROOT / table["build"]["parameters"]["template_file"] == stack.template
        assert table["deploy"]["parameters"]["stack_name"] == stack.name
        assert {f"{key}={value}" for key, value in stack.parameters.items()} == set(
            table["deploy"]["parameters"]["parameter_overrides"].split()
        )
        built = Path(table["build"]["parameters"]["build_dir"]) / "template.yaml"
        assert deploy[deploy.index("--template-file") + 1] == str(built)


def test_both_ways_fill_every_parameter_that_has_no_default_and_none_that_is_not_declared() -> None:
    for stage in STAGES:
        for stack in stacks(ROOT, stage):
            declared = load_template(stack.template).get("Parameters", {})
            needed = {name for name, parameter in declared.items() if "Default" not in parameter}

            assert needed <= stack.parameters.keys() <= declared.keys(), f"{stage}: {stack.template.name}"
