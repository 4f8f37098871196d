"""What clients and experts ask of projects, and what projects learns of experts."""
