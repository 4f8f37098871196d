"""What tests share: engines, tables, events, clients."""
