"""Settings of the platform, the audit log to read, queues to watch and redrive.

Promises: a setting is always valid and says who changed it when; the audit log is only ever added to.
Events out: SettingChanged. Events in: none.
"""
