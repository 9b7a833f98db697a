"""The public side of Relais: what a person on a phone talks to."""
