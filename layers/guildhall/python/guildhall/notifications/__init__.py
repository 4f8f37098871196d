"""What people are told, where and in which words.

Promises: one event never tells a person twice on one channel; preferences are respected.
Events out: NotificationSent. Events in: whatever concerns a person.
"""
