"""The same scenes in Geant4 and in libchroma2, compared by tests of their distributions (docs/validation.md)."""
