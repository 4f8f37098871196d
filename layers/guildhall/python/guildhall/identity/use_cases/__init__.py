"""What a person, an operator or a program can ask of identity."""
