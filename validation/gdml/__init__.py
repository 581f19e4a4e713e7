"""Compares what libchroma2 makes of GDML files with Geant4: `python -m validation.gdml`."""
