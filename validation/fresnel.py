"""Fresnel's formulas in double precision (Born and Wolf, Principles of Optics, sec. 1.5.2), for real indices."""

import numpy as np


def amplitudes(n1, n2, c1):
    """r_s, r_p, t_s, t_p for a cosine of incidence; beyond the critical angle 1, 1, 0, 0."""
    c2 = 1 - (n1 / n2) ** 2 * (1 - c1 * c1)
    if c2 <= 0:
        return 1.0, 1.0, 0.0, 0.0
    c2 = np.sqrt(c2)
    s, p = n1 * c1 + n2 * c2, n2 * c1 + n1 * c2
    return (n1 * c1 - n2 * c2) / s, (n2 * c1 - n1 * c2) / p, 2 * n1 * c1 / s, 2 * n1 * c1 / p


def reflectance(n1, n2, c1, s_share=0.5):
    r_s, r_p, *_ = amplitudes(n1, n2, c1)
    return s_share * r_s**2 + (1 - s_share) * r_p**2


def through(direction, field, normal, n1, n2):
    """Direction and field beyond a plane, and the transmitted share of the power. The normal points back to where light
    comes from."""
    direction, field, normal = (np.asarray(vector, float) for vector in (direction, field, normal))
    c1 = -direction @ normal
    s = np.cross(normal, direction)
    s /= np.linalg.norm(s)
    *_, t_s, t_p = amplitudes(n1, n2, c1)
    c2 = np.sqrt(1 - (n1 / n2) ** 2 * (1 - c1 * c1))
    beyond = n1 / n2 * direction + (n1 / n2 * c1 - c2) * normal
    sent = t_s * (field @ s) * s + t_p * (field @ np.cross(s, direction)) * np.cross(s, beyond)
    return beyond, sent / np.linalg.norm(sent), n2 * c2 / (n1 * c1) * (sent @ sent) / (field @ field)
