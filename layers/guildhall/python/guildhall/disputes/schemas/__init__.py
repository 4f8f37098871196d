"""Request and response shapes of disputes' HTTP API."""
