"""Cognito behind the ports of identity, and the log of security events."""
