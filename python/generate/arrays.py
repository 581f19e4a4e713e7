"""What headers say in words only: how wide the entries of arrays are, and which field counts them."""

WIDTHS = {"rotations": (3, 3), "barycentrics": 2, **{name: 4 for name in (
    "triangle_colors", "surface_colors", "material_colors")}}
WIDTHS |= {name: 3 for name in (
    "position", "direction", "polarization", "vertices", "triangles", "origins", "directions", "normals", "translations")}
PLAIN = {("ray_hits", "triangles")}  # a number each

# Where a struct has more than one field that counts, or none of the name `count`.
COUNTS = {
    "context_config": {"devices": "device_count"},
    "mesh_config": {"vertices": "vertex_count", "": "triangle_count"},
    "reemission_config": {
        "absorption_wavelengths": "absorption_count", "absorption_lengths": "absorption_count",
        "probability_wavelengths": "probability_count", "probabilities": "probability_count",
        "wavelengths": "wavelength_count", "wavelength_cdf": "wavelength_count", "times": "time_count", "time_cdf": "time_count"},
    "scintillation_config": {"": "spectrum_count"},
    "source": {"": "spectrum_count"},
    "steps": {"records": "count", "spectra": "spectrum_count"},
    "event_config": {"record_indices": "record_count"},
    "style": {name + "s": name + "_count" for name in ("triangle_color", "surface_color", "material_color", "channel_value")},
    "channel_type": {"times": "time_count", "time_cdf": "time_count", "charges": "charge_count", "charge_cdf": "charge_count"},
    "channel_hits": {"fired_channels": "fired_count", "": "channel_count"},
    "records": {"photon": "photon_count", "offset": "photon_count", "": "state_count"},
    "medium_changes": {"": "capacity"},
}
# Arrays that the package fills in by hand: their length is not that of one field, or their entries are structs.
BY_HAND = {
    ("batch", "sources"), ("batch", "photons"), ("batch", "steps"), ("batch", "offsets"), ("batch", "event_ids"),
    ("batch", "seeds"), ("batch_results", "hit_offsets"), ("event_config", "submit_turn"), ("gdml_config", "ignore"),
    ("gdml_config", "channels"), ("message", "stop"), ("message_batch", None), ("ray_hits", None),
}


def array(struct, field, names):
    """(width, count) of a field that points to numbers or records; None: it is filled in by hand."""
    name = struct.removeprefix("chroma2_")
    if (name, field) in BY_HAND or (name, None) in BY_HAND:
        return None
    width = 1 if (name, field) in PLAIN else WIDTHS.get(field, 1)
    counts = COUNTS.get(name, {})
    count = counts.get(field, counts.get("", "count"))
    if count not in names:
        raise ValueError(f"{struct}.{field}: python/generate/arrays.py does not say what counts its entries")
    return width, count
