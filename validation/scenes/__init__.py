"""The scenes: a module each, whose `cases()` gives its Cases."""

import importlib

SCENES = ("water", "fresnel", "rayleigh", "shifter", "metal", "unified", "glisur", "front_painted", "back_painted", "mie",
          "nested", "cherenkov")


def cases(scene):
    return importlib.import_module(f"{__name__}.{scene}").cases()


def find(scene, name):
    return next(case for case in cases(scene) if case.name == name)
