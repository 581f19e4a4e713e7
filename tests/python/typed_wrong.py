"""What mypy has to find, in the lines that say so."""

import chroma2

context = chroma2.Context(backend="cpu")
context = chroma2.Context(backnd="cpu")  # wrong
geometry = chroma2.Geometry.load(context, "detector")
geometry.commit(check=1)
geometry.commit(chekc=1)  # wrong
geometry.place("mesh")  # wrong
session = chroma2.Session(geometry, context)  # wrong
source = chroma2.Source(count=5, wavelength=420.0)
source = chroma2.Source(count=5, wavelenght=420.0)  # wrong
event = session.shine(source, seed=1.5)  # wrong
event = session.shine(source, max_steps=1)
event.hits().tme  # wrong
event.hits().time.sum()
chroma2.library.event_polll(event.handle, None)  # wrong
