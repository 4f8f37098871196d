"""The web app's way out: built here, served on one machine by a front door that plays the distribution."""
