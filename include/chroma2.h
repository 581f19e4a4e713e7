/*
 * libchroma2: optical-photon Monte Carlo for particle detectors.
 *
 * Units: mm, ns, nm, radians. Functions that can fail return a chroma2_status, write their results
 * (the last arguments) only on success, and leave a message in chroma2_last_error_message().
 * Structs begin with struct_size, which the caller sets to sizeof the struct; zero in any other
 * field means its default. Handles keep what they were made from alive, so they may be destroyed in
 * any order; destroying NULL does nothing. "Any thread": may be called at any time, also by several
 * threads at once on the same handle. "One thread at a time": the caller sees to it that no other
 * call on the same handle runs meanwhile.
 *
 * The order of the headers is that of a program's life: version, status, log, then what it makes.
 */
#ifndef CHROMA2_H
#define CHROMA2_H

/* Made from tests/headers.in by: CHROMA2_BLESS=1 cargo test --test headers */
#include "chroma2/config.h"
#include "chroma2/version.h"
#include "chroma2/status.h"
#include "chroma2/log.h"
#include "chroma2/handle.h"
#include "chroma2/context.h"
#include "chroma2/geometry.h"
#include "chroma2/material.h"
#include "chroma2/surface.h"
#include "chroma2/mesh.h"
#include "chroma2/instance.h"
#include "chroma2/scene_file.h"
#include "chroma2/report.h"
#include "chroma2/rays.h"
#include "chroma2/render.h"
#include "chroma2/photons.h"
#include "chroma2/options.h"
#include "chroma2/session.h"
#include "chroma2/source.h"
#include "chroma2/event.h"
#include "chroma2/results.h"
#include "chroma2/device_hits.h"
#include "chroma2/medium_changes.h"
#include "chroma2/daq.h"
#include "chroma2/queue_view.h"
#include "chroma2/queue.h"
#include "chroma2/queue_batch.h"
#include "chroma2/persistent.h"

#endif /* CHROMA2_H */
