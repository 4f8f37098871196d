"""A function sets schedules in the group that its policy names, and in no other."""

from __future__ import annotations

from tests.localcloud.tiny import Tiny

TEMPLATE = """
    Resources:
      Timers: {Type: AWS::Scheduler::ScheduleGroup}
      Set:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: src
          Handler: app.handler
          Runtime: python3.13
          Policies:
            - Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: [scheduler:CreateSchedule, scheduler:UpdateSchedule, scheduler:DeleteSchedule]
                  Resource: !Sub "arn:aws:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${Timers}/*"
                - Effect: Allow
                  Action: [iam:PassRole]
                  Resource: "*"
    Outputs: {Set: {Value: !Ref Set}, Timers: {Value: !Ref Timers}}
"""
SOURCE = """
    import boto3

    TARGET = {"Arn": "arn:aws:sqs:us-east-1:000000000000:nowhere", "RoleArn": "arn:aws:iam::000000000000:role/r"}

    def handler(group, _):
        scheduler = boto3.client("scheduler")
        wanted = {"Name": "deadline", "GroupName": group, "Target": TARGET, "FlexibleTimeWindow": {"Mode": "OFF"}}
        scheduler.create_schedule(**wanted, ScheduleExpression="at(2100-01-01T00:00:00)")
        scheduler.update_schedule(**wanted, ScheduleExpression="at(2100-01-02T00:00:00)")
        scheduler.delete_schedule(Name="deadline", GroupName=group)
        return "set"
"""


def test_a_policy_on_a_group_lets_set_move_and_delete_schedules_of_that_group_only(tiny: Tiny) -> None:
    tiny.file("src/app.py", SOURCE)
    made = tiny.deploy(TEMPLATE)

    own, other = tiny.invoke(made["Set"], made["Timers"]), tiny.invoke(made["Set"], "default")

    assert own == "set"
    assert "AccessDenied" in other["errorMessage"]
