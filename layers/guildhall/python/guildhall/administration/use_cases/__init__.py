"""What an operator, or another capability, can ask of administration."""
