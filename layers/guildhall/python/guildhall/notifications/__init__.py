"""What people are told, where and in which words.

Promises: one event never tells a person twice on one channel; preferences are respected.
Events out: NotificationSent. Events in: every event of the platform has a decision in `use_cases/catalogue.py`.
"""
