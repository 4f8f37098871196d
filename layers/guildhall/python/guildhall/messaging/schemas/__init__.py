"""Shapes of messaging on the wire: HTTP bodies and WebSocket frames."""
