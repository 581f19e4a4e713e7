"""Charged steps of Geant4 as light for libchroma2, and both programs' photons of these steps compared (docs/validation.md)."""
