"""Conversations, messages, tickets and open sockets in DynamoDB."""
